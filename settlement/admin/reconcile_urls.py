"""Addresses of the day's reconciliation in the console."""

from django.urls import path

from . import reconcile_views as views

app_name = "reconcile"
urlpatterns = [
    path("", views.month, name="month"),
    path("day/<str:day>/", views.day, name="day"),
    path("<str:ref>/csv/", views.differences_csv, name="csv"),
    path("clearings/<str:ref>/pdf/", views.statement_pdf, name="clearing-pdf"),
    path("clearings/<str:ref>/csv/", views.statement_csv, name="clearing-csv"),
]

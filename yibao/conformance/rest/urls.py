"""Addresses of the conformance API below ``/api/v1/conformance/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.RunView.as_view()),
    path("reports/", views.ReportsView.as_view()),
    path("reports/<str:run>/", views.ReportView.as_view()),
]

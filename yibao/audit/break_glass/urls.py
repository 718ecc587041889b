"""Addresses of break glass, under ``/admin/break-glass/``."""

from django.urls import path

from . import views

app_name = "glass"

urlpatterns = [
    path("", views.sessions, name="list"),
    path("open/<str:kind>/<str:subject>/", views.open_page, name="open"),
    path("<uuid:session_id>/", views.session, name="session"),
    path("<uuid:session_id>/end/", views.end, name="end"),
    path("<uuid:session_id>/sign/", views.sign, name="sign"),
]

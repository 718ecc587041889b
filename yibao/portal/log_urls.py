"""Addresses of the portal: calls and events."""

from django.urls import path

from .web import logs, recon

urlpatterns: list = [
    path("logs/", logs.call_list, name="logs"),
    path("logs/<str:ref>/", logs.call_detail, name="log"),
    path("recon/", recon.day_list, name="recon"),
    path("recon/differences/<str:ref>/", recon.differences, name="recon-differences"),
    path("recon/<str:day>/", recon.day_file, name="recon-day"),
    path("events/", logs.event_list, name="events"),
]

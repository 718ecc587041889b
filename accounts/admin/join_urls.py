"""Addresses of the first login of staff, under ``/admin/join/``."""

from django.urls import path

from . import joining

app_name = "join"

urlpatterns = [
    path("", joining.start, name="start"),
    path("finish/", joining.finish, name="finish"),
]

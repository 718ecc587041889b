"""Addresses of the inbox."""

from django.urls import path

from . import messages

app_name = "notices"

urlpatterns = [
    path("", messages.inbox, name="messages"),
    path("<str:ref>/", messages.message, name="message"),
]

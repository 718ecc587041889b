"""Addresses of the channels, below those of the voucher."""

from django.urls import path

from .views import authorize, channels

urlpatterns = [
    path("code/channels/", channels.channels, name="channels"),
    path("code/channels/guide/", channels.guide, name="channel-guide"),
    path("code/channels/<str:ref>/end/", channels.end, name="channel-end"),
    path("oauth/authorize/", authorize.AuthorizeView.as_view(), name="authorize"),
]

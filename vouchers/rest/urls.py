"""Addresses of the vouchers API below ``/api/v1/``."""

from django.urls import path

from . import key_views, me, presence_views, views

urlpatterns = [
    path("scans/", views.ScanView.as_view()),
    path("scans/<str:scan_id>/", views.ScanDetailView.as_view()),
    path("scans/<str:scan_id>/presence/", presence_views.PresenceView.as_view()),
    path("scans/<str:scan_id>/mismatch/", presence_views.MismatchView.as_view()),
    path("voucher-keys/", key_views.KeysView.as_view()),
    path("voucher-revocations/", key_views.RevocationsView.as_view()),
    path("me/channel/", me.ChannelView.as_view()),
    path("me/code/", me.CodeView.as_view()),
    path("me/profile/", me.ProfileView.as_view()),
    path("me/family/", me.FamilyView.as_view()),
]

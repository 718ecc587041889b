"""Addresses of the portal: docs."""

from django.conf import settings
from django.urls import path

from .web import docs, feed, national

urlpatterns: list = [
    path("docs/", docs.index, name="docs"),
    path("docs/quickstart/", docs.quickstart, name="quickstart"),
    path("docs/<str:slug>/", docs.topic, name="topic"),
    path("national/", national.index, name="national"),
    path("national/<str:infno>/", national.detail, name="national-one"),
    path("sdk/", docs.samples, name="sdk"),
    path("changelog/", docs.changes, name="changelog"),
    path("changelog/feed/", feed.feed, name="feed"),
    path("status/", docs.status, name="status"),
]
if settings.SANDBOX_ENABLED:
    urlpatterns.append(path("national/<str:infno>/send/", national.send, name="national-send"))

"""Addresses of the portal: docs."""

from django.urls import path

from .web import docs

urlpatterns: list = [
    path("docs/", docs.index, name="docs"),
    path("docs/quickstart/", docs.quickstart, name="quickstart"),
    path("docs/<str:slug>/", docs.topic, name="topic"),
    path("sdk/", docs.samples, name="sdk"),
    path("changelog/", docs.changes, name="changelog"),
    path("status/", docs.status, name="status"),
]

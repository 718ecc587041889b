"""Addresses of pictures of papers."""

from django.urls import path

from .views import documents

urlpatterns = [
    path("<str:ref>/", documents.picture, name="document"),
    path("<str:ref>/original/", documents.original, name="document-original"),
]

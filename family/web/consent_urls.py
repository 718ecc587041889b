"""Addresses of the questions to a member; each opens for that member's own login only (T31)."""

from django.urls import path

from .views import authorise

urlpatterns = [
    path("", authorise.index, name="asks"),
    path("<str:ref>/", authorise.ask, name="ask"),
    path("<str:ref>/face/", authorise.face, name="ask-face"),
    path("<str:ref>/refuse/", authorise.refuse, name="ask-refuse"),
]

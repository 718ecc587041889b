"""Addresses of what the holder does about a member's consent, and of the member's own settings."""

from django.urls import path

from .views import here, scope, waiting

urlpatterns = [
    path("requests/<str:ref>/remind/", waiting.page, name="waiting"),
    path("requests/<str:ref>/here/", here.begin, name="here"),
    path("requests/<str:ref>/here/face/", here.face, name="here-face"),
    path("requests/<str:ref>/here/code/", here.code, name="here-code"),
    path("bound-by/<str:ref>/", scope.page, name="scope"),
    path("<str:ref>/remind/", waiting.ask_again, name="ask-again"),
]

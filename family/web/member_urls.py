"""Addresses of one binding and of who bound me; the binding's own address comes last."""

from django.urls import path

from .views import endings, members, pin

urlpatterns = [
    path("bound-by/", endings.bound_by, name="bound-by"),
    path("bound-by/<str:ref>/end/", endings.end, name="bound-by-end"),
    path("<str:ref>/", members.member, name="member"),
    path("<str:ref>/usage/", members.usage, name="usage"),
    path("<str:ref>/remove/", endings.remove, name="remove"),
    path("<str:ref>/pin/", pin.pin, name="pin"),
]

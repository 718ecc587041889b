"""Addresses of the sandbox API below ``/api/v1/sandbox/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("people/", views.PeopleView.as_view()),
    path("people/<str:key>/code/", views.CodeView.as_view()),
    path("reset/", views.ResetView.as_view()),
    path("clock/", views.ClockView.as_view()),
]

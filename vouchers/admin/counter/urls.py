"""Addresses of the counter, under ``/admin/counter/``."""

from django.urls import path

from . import views

app_name = "counter"

urlpatterns = [
    path("", views.desk, name="desk"),
    path("find/", views.find, name="find"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/<str:kind>/", views.begin, name="begin"),
    path("acts/<str:ref>/", views.act, name="act"),
    path("acts/<str:ref>/confirm/", views.confirm, name="confirm"),
    path("acts/<str:ref>/refuse/", views.refuse, name="refuse"),
    path("acts/<str:ref>/print/", views.sheet, name="sheet"),
]

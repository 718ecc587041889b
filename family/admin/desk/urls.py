"""Addresses of the family account at the counter, under ``/admin/counter/family/``."""

from django.urls import path

from . import views

app_name = "family_desk"
urlpatterns = [
    path("hospital/", views.hospital, name="hospital"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/bind/", views.bind, name="bind"),
    path("people/<uuid:person_id>/unbind/<str:ref>/", views.unbind, name="unbind"),
    path("people/<uuid:person_id>/consent/<str:ref>/", views.consent, name="consent"),
    path("requests/<str:ref>/", views.scans, name="scans"),
    path("requests/<str:ref>/drop/", views.drop, name="drop"),
]

"""Addresses of the family account at the counter, under ``/admin/counter/family/``."""

from django.urls import path

from . import views

app_name = "family_desk"
urlpatterns = [
    path("hospital/", views.hospital, name="hospital"),
    path("people/<str:psn_no>/", views.person, name="person"),
    path("people/<str:psn_no>/bind/", views.bind, name="bind"),
    path("people/<str:psn_no>/unbind/<str:ref>/", views.unbind, name="unbind"),
    path("people/<str:psn_no>/consent/<str:ref>/", views.consent, name="consent"),
    path("requests/<str:ref>/", views.scans, name="scans"),
    path("requests/<str:ref>/drop/", views.drop, name="drop"),
]

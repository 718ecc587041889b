"""Addresses below /code/m/: a relative's code."""

from django.urls import path

from .views import code

app_name = "family_code"
urlpatterns = [
    path("<str:ref>/", code.qr, name="code"),
    path("<str:ref>/barcode/", code.barcode, name="barcode"),
    path("<str:ref>/status/", code.status, name="status"),
]

"""Addresses of the vouchers API below ``/api/v1/``."""

from django.urls import path

from . import views

urlpatterns = [path("scans/", views.ScanView.as_view())]

"""Addresses of the national interface below ``/gateway/``."""

from django.urls import path

from .views import GatewayView

urlpatterns = [path("<path:path>", GatewayView.as_view(), name="gateway")]

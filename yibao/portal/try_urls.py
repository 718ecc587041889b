"""Addresses of the portal: calling the API by hand, only where there are sandboxes."""

from django.conf import settings
from django.urls import path

from .web import trying

urlpatterns: list = []
if settings.SANDBOX_ENABLED:
    urlpatterns += [
        path("try/", trying.page, name="try"),
        path("try/<str:name>/", trying.call, name="try-call"),
    ]

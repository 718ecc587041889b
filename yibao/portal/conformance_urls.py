"""Addresses of the portal: conformance runs in the sandbox, and the check of a report."""

from django.conf import settings
from django.urls import path

from .web import conformance as views

urlpatterns: list = [
    path("conformance/check/", views.check, name="conformance-check"),
]
if settings.SANDBOX_ENABLED:
    urlpatterns += [
        path("conformance/", views.page, name="conformance"),
        path("conformance/start/", views.start, name="conformance-start"),
        path("conformance/report/", views.report, name="conformance-report"),
        path("conformance/reports/<str:ref>/json/", views.as_json, name="conformance-json"),
        path("conformance/reports/<str:ref>/pdf/", views.as_pdf, name="conformance-pdf"),
    ]

"""Addresses of the shared pages."""

from django.urls import path

from . import catalogue, display, feedback, home, pages, reference

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("me/", home.me, name="me"),
    path("me/display/", display.settings_page, name="display"),
    path("help/", pages.help_page, name="help"),
    path("help/contacts/", pages.contacts, name="contacts"),
    path("feedback/", feedback.page, name="feedback"),
    path("privacy/", pages.privacy, name="privacy"),
    path("terms/", pages.terms, name="terms"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("dev/reference/", reference.page, name="reference"),
    path("dev/errors/", catalogue.error_list, name="errors"),
    path("dev/errors/<str:code>/", catalogue.error_detail, name="error"),
]

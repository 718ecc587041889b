"""Addresses of 异地就医备案, under ``/remote-care/``."""

from django.urls import path

from .views.remote import areas, filings, wizard

urlpatterns = [
    path("", filings.index, name="remote"),
    path("areas/", areas.index, name="remote-areas"),
    path("new/", wizard.begin, name="remote-new"),
    path("new/where/", wizard.where, name="remote-where"),
    path("new/why/", wizard.why, name="remote-why"),
    path("new/when/", wizard.when, name="remote-when"),
    path("new/papers/", wizard.papers, name="remote-papers"),
    path("new/check/", wizard.check, name="remote-check"),
    path("new/done/", wizard.done, name="remote-done"),
    path("<str:ref>/", filings.detail, name="remote-filing"),
    path("<str:ref>/cancel/", filings.cancel, name="remote-cancel"),
]

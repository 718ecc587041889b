"""Addresses of the review console: case."""

from django.urls import URLPattern, path

from . import case_acts, case_beside, case_log, case_views

urlpatterns: list[URLPattern] = [
    path("case/<str:ref>/", case_views.case, name="case"),
    path("case/<str:ref>/beat/", case_views.beat, name="beat"),
    path("case/<str:ref>/sentence/", case_views.sentence, name="sentence"),
    path("case/<str:ref>/letters/", case_views.letters, name="letters"),
    path("case/<str:ref>/compare/", case_beside.compare, name="compare"),
    path("case/<str:ref>/preview/", case_beside.preview, name="preview"),
    path("case/<str:ref>/log/", case_log.log, name="log"),
    path("case/<str:ref>/do/<slug:name>/", case_acts.act, name="act"),
]

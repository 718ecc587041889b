"""Addresses of the review console: reasons, manual, trial of the rules."""

from django.urls import path

from . import manual_views, reason_acts, reason_views, try_views

urlpatterns = [
    path("manual/", manual_views.page, name="manual"),
    path("try/", try_views.page, name="try"),
    path("reasons/", reason_views.reasons, name="reasons"),
    path("reasons/new/", reason_views.new, name="reason-new"),
    path("reasons/<str:case_type>/<str:code>/", reason_views.reason, name="reason"),
    path("reasons/<str:case_type>/<str:code>/draft/", reason_views.draft, name="reason-draft"),
    path("reasons/<str:case_type>/<str:code>/<str:act>/", reason_acts.act, name="reason-do"),
]

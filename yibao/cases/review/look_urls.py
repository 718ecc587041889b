"""Addresses of the review console: blind second looks and statistics."""

from django.urls import path

from . import look_lead_views as lead
from . import look_views as looks
from . import stats_views as stats

urlpatterns = [
    path("sampling/", looks.sampling, name="sampling"),
    path("sampling/next/", looks.take_next, name="look-next"),
    path("sampling/draw/", lead.draw, name="look-draw"),
    path("sampling/known/", lead.known, name="look-known"),
    path("look/<uuid:pk>/", looks.look, name="look"),
    path("look/<uuid:pk>/put-back/", looks.put_back, name="look-put-back"),
    path("look/<uuid:pk>/unmask/", looks.unmask, name="look-unmask"),
    path("look/<uuid:pk>/settle/", lead.settle, name="look-settle"),
    path("look/<uuid:pk>/drop/", lead.drop, name="look-drop"),
    path("stats/", stats.stats, name="stats"),
    path("stats/<slug:slug>.csv", stats.export, name="stats-csv"),
]

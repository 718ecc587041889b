"""Addresses of the family list, of requests on their way and of the picture of rights."""

from django.urls import path

from .views import appeals, corrections, overview, progress

urlpatterns = [
    path("", overview.index, name="index"),
    path("compare/", overview.compare, name="compare"),
    path("graph/", overview.graph, name="graph"),
    path("requests/<str:ref>/", progress.page, name="request"),
    path("requests/<str:ref>/print/", progress.sheet, name="request-print"),
    path("requests/<str:ref>/withdraw/", progress.withdraw, name="withdraw"),
    path("requests/<str:ref>/again/", progress.again, name="again"),
    path("requests/<str:ref>/fix/", corrections.page, name="fix"),
    path("requests/<str:ref>/fix/<str:slot>/", corrections.slot, name="fix-slot"),
    path("requests/<str:ref>/appeal/", appeals.page, name="appeal"),
    path("requests/<str:ref>/appeal/files/", appeals.files, name="appeal-files"),
]

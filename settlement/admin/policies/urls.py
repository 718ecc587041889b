"""Addresses of the pages of policy versions."""

from django.urls import path

from . import case_views, draft_views, views, what_if_views

app_name = "policy"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", draft_views.new, name="new"),
    path("what-if/<uuid:run_id>/", what_if_views.page, name="what-if"),
    path("what-if/<uuid:run_id>/table.csv", what_if_views.export, name="what-if-csv"),
    path("<uuid:pack_id>/", views.pack, name="pack"),
    path("<uuid:pack_id>/compare/", views.compare, name="compare"),
    path("<uuid:pack_id>/run/", case_views.run, name="run"),
    path("<uuid:pack_id>/what-if/", what_if_views.begin, name="what-if-begin"),
    path("<uuid:pack_id>/cases/add/", case_views.add, name="case-add"),
    path("<uuid:pack_id>/cases/<uuid:case_id>/", case_views.case, name="case"),
    path("<uuid:pack_id>/cases/<uuid:case_id>/remove/", case_views.remove, name="case-remove"),
]

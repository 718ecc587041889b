"""Addresses of the work on the books in the console."""

from django.urls import path

from . import ledger_views as views

app_name = "books"
_ACCOUNT = "accounts/<uuid:account_id>/"
urlpatterns = [
    path("", views.home, name="home"),
    path("prove/", views.prove, name="prove"),
    path("find/", views.find, name="find"),
    path(_ACCOUNT, views.statement, name="statement"),
    path(f"{_ACCOUNT}csv/", views.statement_file, {"form": "csv"}, name="csv"),
    path(f"{_ACCOUNT}pdf/", views.statement_file, {"form": "pdf"}, name="pdf"),
    path("upload/", views.upload, name="upload"),
]

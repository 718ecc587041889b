"""Addresses of the identity pages, under ``/accounts/``; ``/start/`` is mapped by the project."""

from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("register/", views.register, name="register"),
    path("login/", views.login, name="login"),
    path("code/", views.code, name="code"),
    path("logout/", views.logout, name="logout"),
    path("real-name/", views.real_name, name="real-name"),
    path("real-name/check/", views.real_name_check, name="real-name-check"),
    path("face/consent/", views.face_consent, name="face-consent"),
    path("face/", views.face, name="face"),
    path("face/result/", views.face_result, name="face-result"),
    path("insured/", views.insured, name="insured"),
]

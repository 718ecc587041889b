"""Addresses of the identity pages, whole: ``/start/`` and ``/accounts/…``; include at the root."""

from django.urls import path

from . import views
from .views import places

app_name = "accounts"

urlpatterns = [
    path("start/", views.start, name="start"),
    path("accounts/register/", views.register, name="register"),
    path("accounts/login/", views.login, name="login"),
    path("accounts/code/", views.code, name="code"),
    path("accounts/logout/", views.logout, name="logout"),
    path("accounts/real-name/", views.real_name, name="real-name"),
    path("accounts/real-name/check/", views.real_name_check, name="real-name-check"),
    path("accounts/face/consent/", views.face_consent, name="face-consent"),
    path("accounts/face/", views.face, name="face"),
    path("accounts/face/result/", views.face_result, name="face-result"),
    path("accounts/insured/", views.insured, name="insured"),
    path("places/", places.index, name="places"),
    path("places/<str:code>/", places.detail, name="place"),
]

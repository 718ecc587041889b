"""Addresses of the identity pages, whole: ``/start/`` and ``/accounts/…``; include at the root."""

from django.urls import path

from . import views
from .views import passkeys, phone, places, recovery, security

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
    path("accounts/recover/", recovery.recover, name="recover"),
    path("accounts/recover/face/", recovery.recover_face, name="recover-face"),
    path("accounts/passkey/", passkeys.passkey_login, name="passkey-login"),
    path("accounts/passkey/options/", passkeys.passkey_options, name="passkey-options"),
    path("me/security/", security.security, name="security"),
    path("me/security/end/", security.end_others, name="end-others"),
    path("me/security/end/<str:ref>/", security.end_device, name="end-device"),
    path("me/security/passkeys/", passkeys.passkey_add, name="passkey-add"),
    path("me/security/passkeys/options/", passkeys.passkey_new, name="passkey-new"),
    path("me/security/passkeys/<str:ref>/remove/", passkeys.passkey_remove, name="passkey-remove"),
    path("me/phone/", phone.phone, name="phone"),
    path("me/phone/code/", phone.phone_code, name="phone-code"),
    path("me/phone/check/", phone.phone_check, name="phone-check"),
    path("me/phone/old/", phone.phone_old, name="phone-old"),
    path("me/phone/face/", phone.phone_face, name="phone-face"),
    path("places/", places.index, name="places"),
    path("places/<str:code>/", places.detail, name="place"),
]

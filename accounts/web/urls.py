"""Addresses of the identity pages, whole: ``/start/`` and ``/accounts/…``; include at the root."""

from django.urls import path

from . import views
from .views import (
    contributions,
    corrections,
    own_data,
    passkeys,
    phone,
    places,
    privacy,
    recovery,
    security,
)

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
    path("me/correct/", corrections.correct, name="correct"),
    path("contributions/", contributions.index, name="contributions"),
    path("me/privacy/", privacy.privacy, name="privacy"),
    path("me/privacy/consents/<str:kind>/", privacy.consent, name="consent"),
    path("me/privacy/withdraw/<str:kind>/", privacy.withdraw, name="withdraw"),
    path("me/privacy/withdraw/<str:kind>/face/", privacy.withdraw_face, name="withdraw-face"),
    path("me/privacy/export/", own_data.export, name="export"),
    path("me/privacy/export/<str:ref>/", own_data.download, name="export-download"),
    path("me/close/", own_data.close, name="close"),
    path("me/close/face/", own_data.close_face, name="close-face"),
    path("accounts/closed/", own_data.closed, name="closed"),
    path("places/", places.index, name="places"),
    path("places/<str:code>/", places.detail, name="place"),
]

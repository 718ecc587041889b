"""Addresses of the voucher's pages; included at the root."""

from django.urls import include, path

from .views import (
    activation,
    change_pin,
    code,
    face,
    history,
    manage,
    offline,
    receipts,
    renewal,
    reset,
    suspension,
    unlock,
    unlock_more,
)

app_name = "vouchers"

urlpatterns = [
    path("vouchers/activate/", activation.activate, name="activate"),
    path("vouchers/face/", face.face, name="face"),
    path("vouchers/password/", activation.password, name="password"),
    path("vouchers/password/reset/", reset.reset, name="reset"),
    path("vouchers/done/", activation.done, name="done"),
    path("code/", code.qr, name="code"),
    path("code/barcode/", code.barcode, name="barcode"),
    path("code/status/", code.status, name="status"),
    path("code/unlock/", unlock.unlock, name="unlock"),
    path("code/unlock/passkey/", unlock.unlock_passkey, name="unlock-passkey"),
    path("code/unlock/face/", unlock_more.unlock_face, name="unlock-face"),
    path("code/unlock/phone/", unlock_more.unlock_phone, name="unlock-phone"),
    path("code/history/", history.history, name="history"),
    path("code/scanned/", receipts.newest, name="scanned-newest"),
    path("code/scanned/<str:ref>/", receipts.scanned, name="scanned"),
    path("code/scanned/<str:ref>/status/", receipts.scanned_status, name="scanned-status"),
    path("code/scanned/<str:ref>/mine/", receipts.mine, name="mine"),
    path("code/scanned/<str:ref>/not-me/", receipts.not_me, name="not-me"),
    path("code/offline/", offline.keep, name="offline-pass"),
    path("code/offline/end/", offline.end, name="offline-pass-end"),
    path("code/suspend/", suspension.suspend, name="suspend"),
    path("code/restore/", suspension.restore, name="restore"),
    path("code/restore/face/", face.face, {"to": "restore"}, name="restore-face"),
    path("code/manage/", manage.manage, name="manage"),
    path("code/password/", change_pin.change_pin, name="change-pin"),
    path("code/reissue/", renewal.reissue, name="reissue"),
    path("code/close/", renewal.close, name="close"),
    path("code/close/face/", face.face, {"to": "close"}, name="close-face"),
    path("", include("vouchers.web.channel_urls")),
]

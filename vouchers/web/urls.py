"""Addresses of the voucher's pages; included at the root."""

from django.urls import path

from .views import activation, code, face, history, reset, suspension, unlock

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
    path("code/history/", history.history, name="history"),
    path("code/scanned/<str:ref>/", history.scanned, name="scanned"),
    path("code/scanned/<str:ref>/status/", history.scanned_status, name="scanned-status"),
    path("code/suspend/", suspension.suspend, name="suspend"),
    path("code/restore/", suspension.restore, name="restore"),
]

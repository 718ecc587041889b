"""Addresses of the sandbox pages, mounted at ``/dev/sandbox/`` where the sandbox is switched on."""

from django.urls import path

from .bank import views as bank
from .till import (
    views_money,
    views_outage,
    views_presence,
    views_refund,
    views_start,
    views_stay,
    views_visit,
)
from .web import faces, outbox, people, start

app_name = "sandbox"

urlpatterns = [
    path("", start.start, name="start"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("people/", people.people, name="people"),
    path("people/photo/<str:name>/", faces.photo, name="photo"),
    path("channel-app/", bank.home, name="bank"),
    path("channel-app/connect/", bank.connect, name="bank-connect"),
    path("channel-app/callback/", bank.callback, name="bank-callback"),
    path("channel-app/join/", bank.join, name="bank-join"),
    path("channel-app/code/", bank.code, name="bank-code"),
    path("channel-app/disconnect/", bank.disconnect, name="bank-disconnect"),
    path("terminal/", views_start.choose_place, name="till"),
    path("terminal/next/", views_start.next_customer, name="till-next"),
    path("terminal/scan/", views_start.scan, name="till-scan"),
    path("terminal/told/", views_start.told, name="till-told"),
    path("terminal/presence/", views_presence.presence, name="till-presence"),
    path("terminal/mismatch/", views_presence.mismatch, name="till-mismatch"),
    path("terminal/visit/", views_visit.visit, name="till-visit"),
    path("terminal/stay/", views_stay.stay, name="till-stay"),
    path("terminal/stay/discharge/", views_stay.discharge, name="till-discharge"),
    path("terminal/stay/undo/", views_stay.undo, name="till-stay-undo"),
    path("terminal/stay/interim/", views_stay.interim, name="till-interim"),
    path("terminal/stay/resume/", views_stay.resume, name="till-resume"),
    path("terminal/items/", views_visit.items, name="till-items"),
    path("terminal/items/remove/", views_visit.remove_item, name="till-remove"),
    path("terminal/payer/", views_visit.payer, name="till-payer"),
    path("terminal/quote/", views_money.quote, name="till-quote"),
    path("terminal/settle/", views_money.settle, name="till-settle"),
    path("terminal/resend/", views_money.resend, name="till-resend"),
    path("terminal/reverse/", views_money.reverse, name="till-reverse"),
    path("terminal/receipt/", views_money.receipt, name="till-receipt"),
    path("terminal/offline/", views_outage.take, name="till-outage"),
    path("terminal/offline/lists/", views_outage.refresh, name="till-outage-lists"),
    path("terminal/offline/upload/", views_outage.upload, name="till-outage-upload"),
    path("terminal/query/", views_refund.query, name="till-query"),
    path("terminal/refund/<str:setl_id>/", views_refund.refund, name="till-refund"),
    path("terminal/refunded/", views_refund.refunded, name="till-refunded"),
]

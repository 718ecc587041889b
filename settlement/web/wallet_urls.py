"""Addresses of the wallet (医保钱包), below /wallet/; a transfer's own address comes last."""

from django.urls import path

from .views.wallet import overview, sending, transfer

urlpatterns = [
    path("", overview.index, name="wallet"),
    path("open/", overview.open_own, name="wallet-open"),
    path("send/who/", sending.who, name="wallet-who"),
    path("send/amount/", sending.amount, name="wallet-amount"),
    path("send/check/", sending.check, name="wallet-check"),
    path("<str:ref>/", transfer.detail, name="wallet-transfer"),
    path("<str:ref>/accept/", transfer.accept, name="wallet-accept"),
    path("<str:ref>/refuse/", transfer.refuse, name="wallet-refuse"),
    path("<str:ref>/take-back/", transfer.take_back, name="wallet-take-back"),
]

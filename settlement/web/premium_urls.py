"""Addresses of premiums, below /premiums/; a premium's own address comes last."""

from django.urls import path

from .views.premiums import overview, wizard

urlpatterns = [
    path("", overview.index, name="premiums"),
    path("new/who/", wizard.who, name="premium-who"),
    path("new/who/other/", wizard.other, name="premium-other"),
    path("new/check/", wizard.check, name="premium-check"),
    path("new/account/", wizard.account, name="premium-account"),
    path("new/pay/", wizard.pay, name="premium-pay"),
    path("<str:ref>/", overview.detail, name="premium"),
    path("<str:ref>/print/", overview.sheet, name="premium-print"),
]

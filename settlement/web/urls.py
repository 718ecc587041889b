"""Addresses of the bill pages; included at the root."""

from django.urls import path

from .views import balance, bills

app_name = "settlement"

urlpatterns = [
    path("bills/", bills.index, name="bills"),
    path("bills/<str:no>/", bills.detail, name="bill"),
    path("bills/<str:no>/why/", bills.why, name="bill-why"),
    path("bills/<str:no>/print/", bills.sheet, name="bill-print"),
    path("bills/<str:no>/refund/", bills.refund, name="bill-refund"),
    path("balance/", balance.balance, name="balance"),
]

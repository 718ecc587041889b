"""Addresses of the bill pages; included at the root."""

from django.urls import path

from .views import balance, bills, catalogue, years

app_name = "settlement"

urlpatterns = [
    path("bills/", bills.index, name="bills"),
    path("bills/year/<str:year>/", years.spending_of_year, name="year"),
    path("bills/<str:no>/", bills.detail, name="bill"),
    path("bills/<str:no>/why/", bills.why, name="bill-why"),
    path("bills/<str:no>/print/", bills.sheet, name="bill-print"),
    path("bills/<str:no>/refund/", bills.refund, name="bill-refund"),
    path("benefits/", years.benefits_left, name="benefits"),
    path("catalogue/", catalogue.index, name="catalogue"),
    path("catalogue/<str:code>/", catalogue.detail, name="catalogue-item"),
    path("balance/", balance.balance, name="balance"),
]

"""Addresses of the bill pages; included at the root."""

from django.urls import path

from .views import balance, bills, card_binding, card_payments, cards, catalogue, years

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
    path("cards/", cards.index, name="cards"),
    path("cards/add/", card_binding.add, name="card-add"),
    path("cards/add/code/", card_binding.code, name="card-code"),
    path("cards/switch/", cards.switch, name="card-switch"),
    path("cards/payments/<str:ref>/", card_payments.payment, name="card-payment"),
    path("cards/<str:ref>/", cards.detail, name="card"),
    path("cards/<str:ref>/limits/", cards.limits, name="card-limits"),
    path("cards/<str:ref>/default/", cards.default, name="card-default"),
    path("cards/<str:ref>/check/", card_binding.check, name="card-check"),
    path("cards/<str:ref>/remove/", cards.remove, name="card-remove"),
    path("balance/", balance.balance, name="balance"),
]

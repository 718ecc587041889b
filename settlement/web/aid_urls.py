"""Addresses of mutual aid, below /mutual-aid/; a grant's own address comes last."""

from django.urls import path

from .views.aid import asks, changing, detail, naming, overview, receiving, statement, wizard

urlpatterns = [
    path("", overview.index, name="aid-index"),
    path("new/who/", wizard.who, name="aid-who"),
    path("new/who/other/", naming.other, name="aid-other"),
    path("new/limit/", wizard.limit, name="aid-limit"),
    path("new/consent/", wizard.consent, name="aid-consent"),
    path("new/check/", wizard.check, name="aid-check"),
    path("received/", receiving.received, name="aid-received"),
    path("received/take-back/", receiving.take_back, name="aid-take-back"),
    path("received/<str:ref>/", receiving.detail, name="aid-received-one"),
    path("received/<str:ref>/refuse/", receiving.refuse, name="aid-refuse"),
    path("statement/<str:month>/", statement.statement, name="aid-statement"),
    path("statement/<str:month>/table.csv", statement.table, name="aid-table"),
    path("ask/<str:ref>/", asks.ask, name="aid-ask"),
    path("ask/<str:ref>/status/", asks.status, name="aid-ask-status"),
    path("<str:ref>/", detail.detail, name="aid"),
    path("<str:ref>/limits/", changing.limits, name="aid-limits"),
    path("<str:ref>/limits/check/", changing.raised, name="aid-raise"),
    path("<str:ref>/stop/", detail.stop, name="aid-stop"),
]

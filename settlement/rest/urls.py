"""Addresses of the settlement API below ``/api/v1/``."""

from django.urls import path

from . import (
    attempt_views,
    clearing_views,
    exchange_views,
    matching_views,
    money_views,
    offline_views,
    stay_views,
    views,
)

urlpatterns = [
    path("visits/", views.VisitView.as_view()),
    path("visits/<str:visit_id>/", views.VisitDetailView.as_view()),
    path("visits/<str:visit_id>/fees/", views.FeesView.as_view()),
    path("visits/<str:visit_id>/payers/", views.PayersView.as_view()),
    path("visits/<str:visit_id>/quotes/", views.QuoteView.as_view()),
    path("visits/<str:visit_id>/settlements/", money_views.SettleView.as_view()),
    path("visits/<str:visit_id>/cancel/", views.CancelView.as_view()),
    path("visits/<str:visit_id>/admission/", stay_views.AdmissionView.as_view()),
    path("visits/<str:visit_id>/discharge/", stay_views.DischargeView.as_view()),
    path("visits/<str:visit_id>/interim/", stay_views.InterimView.as_view()),
    path("settlements/", money_views.SettlementListView.as_view()),
    path("settlements/<str:setl_id>/", money_views.SettlementView.as_view()),
    path("settlements/<str:setl_id>/trace/", money_views.TraceView.as_view()),
    path("settlements/<str:setl_id>/refunds/", money_views.RefundView.as_view()),
    path("settlements/<str:setl_id>/exchanges/", exchange_views.ExchangeView.as_view()),
    path("exchanges/<str:exchange_id>/", exchange_views.ExchangeDetailView.as_view()),
    path("settlement-attempts/<path:key>/", attempt_views.AttemptView.as_view()),
    path("offline-bills/", offline_views.OfflineBillsView.as_view()),
    path("offline-bills/<str:offline_bill_id>/", offline_views.OfflineBillView.as_view()),
    path("reversals/", money_views.ReversalView.as_view()),
    path("reconciliations/", matching_views.ReconciliationView.as_view()),
    path(
        "reconciliations/<str:reconciliation_id>/",
        matching_views.ReconciliationDetailView.as_view(),
    ),
    path("reconciliations/<str:reconciliation_id>/details/", matching_views.DetailsView.as_view()),
    path(
        "reconciliations/<str:reconciliation_id>/differences/",
        matching_views.DifferencesView.as_view(),
    ),
    path(
        "reconciliations/<str:reconciliation_id>/differences/csv/",
        matching_views.DifferencesCsvView.as_view(),
    ),
    path("clearings/", clearing_views.ClearingView.as_view()),
    path("clearings/<str:clearing_id>/", clearing_views.ClearingDetailView.as_view()),
    path("clearings/<str:clearing_id>/cancel/", clearing_views.ClearingCancelView.as_view()),
    path("clearings/<str:clearing_id>/statement/pdf/", clearing_views.StatementPdfView.as_view()),
    path("clearings/<str:clearing_id>/statement/csv/", clearing_views.StatementCsvView.as_view()),
    path("persons/<str:psn_no>/benefits/", money_views.BenefitsView.as_view()),
]

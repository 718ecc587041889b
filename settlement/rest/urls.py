"""Addresses of the settlement API below ``/api/v1/``."""

from django.urls import path

from . import money_views, views

urlpatterns = [
    path("visits/", views.VisitView.as_view()),
    path("visits/<str:visit_id>/", views.VisitDetailView.as_view()),
    path("visits/<str:visit_id>/fees/", views.FeesView.as_view()),
    path("visits/<str:visit_id>/payers/", views.PayersView.as_view()),
    path("visits/<str:visit_id>/quotes/", views.QuoteView.as_view()),
    path("visits/<str:visit_id>/settlements/", money_views.SettleView.as_view()),
    path("visits/<str:visit_id>/cancel/", views.CancelView.as_view()),
    path("settlements/", money_views.SettlementListView.as_view()),
    path("settlements/<str:setl_id>/", money_views.SettlementView.as_view()),
    path("settlements/<str:setl_id>/trace/", money_views.TraceView.as_view()),
    path("settlements/<str:setl_id>/refunds/", money_views.RefundView.as_view()),
    path("settlement-attempts/<path:key>/", money_views.AttemptView.as_view()),
    path("reversals/", money_views.ReversalView.as_view()),
    path("persons/<str:psn_no>/benefits/", money_views.BenefitsView.as_view()),
]

"""Addresses of the webhooks API below ``/api/v1/``."""

from django.urls import path

from . import views

urlpatterns = [
    path("webhook-endpoints/", views.EndpointsView.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/", views.EndpointView.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/rotate/", views.RotateView.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/pause/", views.PauseView.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/resume/", views.ResumeView.as_view()),
    path("webhook-endpoints/<str:endpoint_id>/redeliveries/", views.RedeliveriesView.as_view()),
    path("webhook-deliveries/", views.DeliveriesView.as_view()),
    path("webhook-deliveries/<str:delivery_id>/", views.DeliveryView.as_view()),
    path("webhook-deliveries/<str:delivery_id>/redeliver/", views.RedeliverView.as_view()),
]

"""Addresses of the portal: messages to partners."""

from django.urls import path

from .web import hooks

urlpatterns: list = [
    path("webhooks/", hooks.endpoint_list, name="hooks"),
    path("webhooks/add/", hooks.endpoint_add, name="hook-add"),
    path("webhooks/<str:ref>/", hooks.endpoint_page, name="hook"),
    path("webhooks/<str:ref>/act/", hooks.endpoint_act, name="hook-act"),
    path("webhooks/<str:ref>/<str:delivery>/", hooks.delivery_page, name="delivery"),
    path("webhooks/<str:ref>/<str:delivery>/again/", hooks.redeliver, name="redeliver"),
]

"""Addresses below /family/; a binding's own address comes last."""

from django.urls import include, path

from .views import rules

app_name = "family"
urlpatterns = [
    path("add/", include("family.web.add_urls")),
    path("documents/", include("family.web.document_urls")),
    path("authorise/", include("family.web.consent_urls")),
    path("rules/", rules.page, name="rules"),
    path("", include("family.web.own_urls")),
    path("", include("family.web.request_urls")),
    path("", include("family.web.member_urls")),
]

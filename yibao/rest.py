"""The partner API map: version 1, the OpenAPI document, and an answer to every other address."""

from django.conf import settings
from django.urls import include, path, re_path

from yibao.web import reference

version_1 = [
    path("", include("vouchers.rest.urls")),
    path("", include("settlement.rest.urls")),
    path("", include("yibao.webhooks.rest.urls")),
]
if settings.SANDBOX_ENABLED:
    version_1.append(path("sandbox/", include("yibao.sandbox.rest.urls")))
    version_1.append(path("conformance/", include("yibao.conformance.rest.urls")))

urlpatterns = [
    path("v1/", include(version_1)),
    path("schema/", reference.schema, name="schema"),
    # Also keeps Django from redirecting a POST without its last slash: the body would be lost.
    re_path(r"", reference.unknown_address),
]

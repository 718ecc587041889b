"""The URL map."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from yibao.web import display, health, pages

urlpatterns = [
    path("", include("yibao.web.urls")),
    path("", include("accounts.web.urls")),
    path("", include("vouchers.web.urls")),
    path("", include("settlement.web.urls")),
    path("me/display/size/", display.save, name="display-size"),
    path("messages/", include("yibao.web.message_urls")),
    path("oauth/", include("accounts.rest.oauth_urls")),
    path("api/", include("yibao.rest")),
    path("admin/counter/", include("vouchers.admin.counter.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", pages.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

if settings.SANDBOX_ENABLED:
    urlpatterns.append(path("dev/sandbox/", include("yibao.sandbox.urls")))

handler400 = "yibao.web.errors.handler400"
handler403 = "yibao.web.errors.handler403"
handler404 = "yibao.web.errors.handler404"
handler500 = "yibao.web.errors.handler500"

"""The URL map."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from yibao.cases.review import manual_views, try_views
from yibao.web import display, health, pages

urlpatterns = [
    path("", include("yibao.web.urls")),
    path("", include("accounts.web.urls")),
    path("family/", include("family.web.urls")),
    path("code/m/", include("family.web.code_urls")),
    path("", include("vouchers.web.urls")),
    path("", include("settlement.web.urls")),
    path("me/display/size/", display.save, name="display-size"),
    path("messages/", include("yibao.web.message_urls")),
    path("oauth/", include("accounts.rest.oauth_urls")),
    path("api/", include("yibao.rest")),
    path("admin/counter/family/", include("family.admin.desk.urls")),
    path("admin/counter/", include("vouchers.admin.counter.urls")),
    path("gateway/", include("yibao.gateway.urls")),
    path("pay/", include("yibao.gateway.web.urls")),
    path("dev/", include("yibao.portal.urls")),
    path("admin/join/", include("accounts.admin.join_urls")),
    path("admin/break-glass/", include("yibao.audit.break_glass.urls")),
    path("admin/review/", include("yibao.cases.review.urls")),
    path("admin/help/", manual_views.page, name="console-help"),
    path("admin/policy/try/", try_views.page, name="console-try"),
    path("admin/settlement/books/", include("settlement.admin.ledger_urls")),
    path("admin/settlement/reconcile/", include("settlement.admin.reconcile_urls")),
    path("admin/policy/", include("settlement.admin.policies.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", pages.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

if settings.SANDBOX_ENABLED:
    urlpatterns.append(path("dev/sandbox/", include("yibao.sandbox.urls")))

if settings.GATEWAY_AT_ROOT:
    urlpatterns.append(path("", include("yibao.gateway.root_urls")))

handler400 = "yibao.web.errors.handler400"
handler403 = "yibao.web.errors.handler403"
handler404 = "yibao.web.errors.handler404"
handler500 = "yibao.web.errors.handler500"

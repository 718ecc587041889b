"""The audit log: read, filter, export; and the ear for changes of configuration."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from yibao.kernel import masking, outbox
from yibao.kernel.console import (
    Card,
    Panel,
    ReadOnlyAdmin,
    TextFilter,
    card,
    config_changed,
    health,
    json_panel,
    moment,
    since,
)
from yibao.kernel.csvcells import safe_cell

from . import selectors, services
from .break_glass import cards  # noqa: F401 — registers them
from .models import AuditEvent

_MOST_EXPORTED = 50_000
_HEADER = ["时间", "动作", "操作者", "角色", "对象", "内容", "参考编号"]


_ROLE_WORDS = {
    "STAFF": "工作人员",
    "CITIZEN": "参保人",
    "INSTITUTION": "机构系统",
    "CHANNEL_APP": "渠道应用",
}
_KIND_WORDS = {"system": "系统", "user": "用户", "client": "应用"}


def _filter_link(name: str, value: str) -> str:
    """Kind and end of an id, leading to everything about it."""
    kind, _, number = value.partition(":")
    if not value:
        return "—"
    word = _KIND_WORDS.get(kind, kind)
    words = f"{word} …{number[-6:]}" if len(number) > 8 else f"{word} {number}".strip()
    query = urlencode({name: value})
    return format_html(
        '<a class="yc-keep" href="?{}" title="{}">{}</a>', query, number or word, words
    )


class VerbFilter(TextFilter):
    """A verb, or its beginning with a dot at the end."""

    title = "动作"
    parameter_name = "verb"

    def narrow(self, queryset: QuerySet, typed: str) -> QuerySet:
        return queryset.filter(verb__startswith=typed)


class ActorFilter(TextFilter):
    """``user:<id>``, ``client:<id>``, ``system``."""

    title = "操作者"
    parameter_name = "actor"
    lookup = "actor"


class SubjectFilter(TextFilter):
    """``<label>:<id>``."""

    title = "对象"
    parameter_name = "subject"
    lookup = "subject"


class DayFilter(TextFilter):
    """One calendar day in Shanghai."""

    title = "日期"
    parameter_name = "day"
    input_type = "date"

    def narrow(self, queryset: QuerySet, typed: str) -> QuerySet:
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            return queryset.none()
        return queryset.filter(at__date=day)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what to which thing (T42)."""

    list_display = ("shown_at", "verb", "short_actor", "shown_role", "short_subject")
    list_filter = (VerbFilter, ActorFilter, SubjectFilter, DayFilter, since("at"))
    ordering = ("-at",)
    exact_search = ("trace_id", "subject", "actor", "verb")
    fields = (
        "shown_at",
        "verb",
        "full_actor",
        "shown_role",
        "subject",
        "trace_id",
        "link_in_chain",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The own tenant's events and those of no tenant."""
        rows = super().get_queryset(request).select_related("seal")
        if request.user.is_superuser:
            return rows
        return rows.filter(Q(tenant_id=request.user.tenant_id) | Q(tenant_id__isnull=True))

    def get_urls(self) -> list[URLPattern]:
        export = self.own_view(self.export_view)
        return [path("export/", export, name="audit_auditevent_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "chain": selectors.chain_status(),
            "can_export": request.user.has_perm("audit.export_auditevent"),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> Any:
        """The filtered list as CSV; itself recorded."""
        if not (
            self.has_view_permission(request) and request.user.has_perm("audit.export_auditevent")
        ):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        rows = self.get_changelist_instance(request).get_queryset(request)[:_MOST_EXPORTED]
        filters = masking.mask_text(request.GET.urlencode())[:300]
        services.record("audit.events.exported", by=request.user, data={"filters": filters})
        response = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return response

    def own_panels(self, request: HttpRequest, row: AuditEvent) -> list[Panel]:
        return [json_panel("内容", row.data)]

    @admin.display(description="时间", ordering="at")
    def shown_at(self, row: AuditEvent) -> str:
        return moment(row.at, seconds=True)

    @admin.display(description="操作者", ordering="actor")
    def short_actor(self, row: AuditEvent) -> str:
        return _filter_link("actor", row.actor)

    @admin.display(description="操作者")
    def full_actor(self, row: AuditEvent) -> str:
        return "系统" if row.actor == "system" else row.actor

    @admin.display(description="对象", ordering="subject")
    def short_subject(self, row: AuditEvent) -> str:
        return _filter_link("subject", row.subject)

    @admin.display(description="角色")
    def shown_role(self, row: AuditEvent) -> str:
        return _ROLE_WORDS.get(row.actor_role, row.actor_role or "—")

    @admin.display(description="审计链")
    def link_in_chain(self, row: AuditEvent) -> str:
        seal = getattr(row, "seal", None)
        return f"第 {seal.position} 环 {seal.row_hash}" if seal else "待封存"


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: QuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(_HEADER)
    for row in rows.iterator(2000):
        cells = [
            moment(row.at, seconds=True), row.verb, row.actor, row.actor_role, row.subject,
            row.data, row.trace_id,
        ]  # fmt: skip
        yield writer.writerow([safe_cell(cell) for cell in cells])


@receiver(config_changed, dispatch_uid="audit.config_changed")
def note_config(sender: type, by: Any, row: Any, created: bool, fields: list, **_: Any) -> None:
    """Configuration changed on a console page; names of fields only, never values."""
    verb = f"console.{row._meta.model_name}.{'added' if created else 'changed'}"
    services.record(verb, by=by, subject=row, data={"fields": fields})


@receiver(outbox.requeued, dispatch_uid="audit.outbox_requeued")
def note_requeue(sender: type, by: Any, row: Any, reason: str, **_: Any) -> None:
    """A dead outbox row was given back."""
    data = {"reason": masking.mask_text(reason)}
    services.record("kernel.outbox.requeued", by=by, subject=row, data=data)


@card(permission="audit.view_auditevent", order=70)
def unsealed(request: HttpRequest) -> list[Card]:
    """The tail of the log that no link protects yet."""
    status = selectors.chain_status()
    kind = "warn" if status.is_late else ""
    url = reverse("admin:audit_auditevent_changelist")
    return [Card("待封存审计", str(status.unsealed), "条", status.word, url, kind)]


@health
def chain_health() -> str:
    """A sealer that does not run, or a tail that does not fit."""
    status = selectors.chain_status()
    return "" if status.ok else f"审计：{status.word}"

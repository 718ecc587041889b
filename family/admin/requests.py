"""Requests for a binding as history: the list, one request, and the way to its review (T94).

Nothing is edited here and nobody is judged (P182, T41): officers do that on the review page of the
case, where the papers are. Members are masked; own and kin's requests are shown to nobody (T32).
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join

from accounts.selectors import regions
from family.models import BindingRequest
from family.selectors import reasons
from family.selectors import reviews as facts
from family.services import looking
from yibao.cases.console import NotesRefusals, as_uuid
from yibao.cases.models import Case
from yibao.cases.panels import decisions_panel
from yibao.kernel import clock, masking
from yibao.kernel.console import (
    Panel,
    ReadOnlyAdmin,
    moment,
    person_link,
    since,
    tag,
    yes_no,
)

from . import review_buttons as buttons
from . import review_panels as panels

_STATE_KINDS = {
    "IN_REVIEW": "info",
    "RETURNED": "warn",
    "APPROVED": "ok",
    "REJECTED": "error",
}


@admin.register(BindingRequest)
class BindingRequestAdmin(NotesRefusals, ReadOnlyAdmin):
    """What people asked for, and what an officer says of it."""

    list_title = "亲情账户申请"
    list_display = (
        "number", "shown_state", "relation", "branch", "region", "submitted_at", "due",
        "risk", "round", "reviewer",
    )  # fmt: skip
    list_filter = ("state", "branch", "is_risky", since("submitted_at", "提交时间"))
    list_select_related = ("case__reviewer", "appeal_case__reviewer")
    ordering = ("case__due_at", "pk")
    exact_search = ("number", "ref")
    risk = yes_no("is_risky", "风险提示")
    fields = (
        "number", "review_page", "shown_state", "holder_link", "member_shown", "member_number",
        "member_age", "relation", "matched", "branch", "proof_word", "insured_place", "region",
        "way", "letter",
        "notice_version", "needs_consent_word", "submitted_at", "due", "round", "returns",
        "return_due_at", "risk", "reviewer", "two", "outcome_word",
    )  # fmt: skip
    service_actions = buttons.BUTTONS

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = facts.seen_by(request.user)
        return rows.select_related(
            "holder", "member", "case__reviewer", "appeal_case__reviewer", "tenant"
        ).order_by(*self.ordering)

    def case_of(self, object_id: str) -> Case | None:
        row = BindingRequest.objects.filter(pk=as_uuid(object_id)).first()
        return (facts.case_in_hand(row) or row.case) if row is not None else None

    def buttons(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        return super().buttons(request, row) if buttons.is_held(request, row) else []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs["obj"]
        looking.note_view(by=request.user, request=row)
        row.is_shown_in_full = looking.shows_in_full(by=request.user, request=row)
        return super().render_change_form(request, context, *args, **kwargs)

    def own_panels(self, request: HttpRequest, row: BindingRequest) -> list[Panel]:
        return [
            panels.papers(row),
            panels.findings(row),
            panels.consent(row),
            panels.defects(row),
            decisions_panel(request.user, row.case, row.appeal_case),
            panels.history(row),
        ]

    # ---- columns ----

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: BindingRequest) -> str:
        word = tag(_STATE_KINDS.get(row.state, "neutral"), row.get_state_display())
        appeal = row.appeal_case
        return word if appeal is None else tag("warn", f"复核：{appeal.get_state_display()}")

    @admin.display(description="审核页")
    def review_page(self, row: BindingRequest) -> str:
        found = [("审核", row.case), ("复核", row.appeal_case)]
        links = [(reverse("review:case", args=[case.ref]), word) for word, case in found if case]
        return format_html_join("　", '<a href="{}">打开{}页</a>', links) or "—"

    @admin.display(description="申请人")
    def holder_link(self, row: BindingRequest) -> str:
        return person_link(row.holder)

    @admin.display(description="家人")
    def member_shown(self, row: BindingRequest) -> str:
        name = row.member_name or ""
        return name if _in_full(row) else masking.mask_name(name) if name else "—"

    @admin.display(description="家人证件号")
    def member_number(self, row: BindingRequest) -> str:
        number = row.member_certno or ""
        return number if _in_full(row) else masking.mask_certno(number) if number else "—"

    @admin.display(description="家人年龄")
    def member_age(self, row: BindingRequest) -> str:
        born = row.member_birth_date
        if born is None:
            return "—"
        years = row.member.age_on(clock.today(row.tenant)) if row.member else None
        age = "—" if years is None else f"{years} 岁"
        return f"{born.isoformat()}（{age}）" if _in_full(row) else age

    @admin.display(description="登记的关系")
    def matched(self, row: BindingRequest) -> str:
        if not row.matched_relation:
            return "没有查到"
        is_same = row.matched_relation == row.relation
        return tag("ok", "和填写的一致") if is_same else tag("error", "和填写的不同")

    @admin.display(description="家人参保地")
    def insured_place(self, row: BindingRequest) -> str:
        return regions.name_of(row.place_code) if row.place_code else "—"

    @admin.display(description="证明方式")
    def proof_word(self, row: BindingRequest) -> str:
        return facts.proof_title(row) or "—"

    @admin.display(description="受理地区", ordering="region_code")
    def region(self, row: BindingRequest) -> str:
        return regions.name_of(row.region_code) if row.region_code else "—"

    @admin.display(description="承诺书")
    def letter(self, row: BindingRequest) -> str:
        return f"{row.get_signature_way_display() or '没签'} {moment(row.signed_at)}"

    @admin.display(description="家人本人同意")
    def needs_consent_word(self, row: BindingRequest) -> str:
        return "要" if row.needs_consent else "不要（未满 16 岁）"

    @admin.display(description="承诺时间", ordering="case__due_at")
    def due(self, row: BindingRequest) -> str:
        case = facts.case_in_hand(row) or row.case
        if case is None:
            return "—"
        is_late = case.state in ("OPEN", "IN_REVIEW") and case.due_at < clock.now(row.tenant)
        words = moment(case.due_at)
        return tag("error", f"{words} 已超期") if is_late else words

    @admin.display(description="审核人")
    def reviewer(self, row: BindingRequest) -> str:
        case = facts.case_in_hand(row)
        if case is None or case.reviewer is None:
            return "—"
        return case.reviewer.display_name or case.reviewer.username

    @admin.display(description="要两人通过")
    def two(self, row: BindingRequest) -> str:
        case = facts.case_in_hand(row)
        return "是" if case is not None and case.needs_second else "否"

    @admin.display(description="结果原因")
    def outcome_word(self, row: BindingRequest) -> str:
        return reasons.labels(row.tenant).get(row.outcome, row.outcome) or "—"


def _in_full(row: BindingRequest) -> bool:
    return getattr(row, "is_shown_in_full", False)

"""Vouchers: the word that people see, and the two buttons that change it (P36, P40)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from vouchers import selectors
from vouchers.models import Voucher
from vouchers.services import suspension
from vouchers.states import VoucherState, VoucherWord
from yibao.audit import services as audit
from yibao.kernel import clock, masking
from yibao.kernel.console import ReadOnlyAdmin, ReasonForm, ServiceAction, person_link, tag

_RIGHT = "vouchers.suspend_voucher"
_WORD_KINDS = {
    VoucherWord.ACTIVE: "ok",
    VoucherWord.RESTRICTED: "warn",
    VoucherWord.LOCKED: "warn",
    VoucherWord.SUSPENDED: "error",
}


class SuspendForm(ReasonForm):
    """For how long; a sanction has an end and only staff lift it before."""

    days = forms.TypedChoiceField(
        label="停用到",
        coerce=int,
        choices=[
            (0, "本人或窗口恢复为止（挂失）"),
            (30, "30 天后（违规处理，本人不能恢复）"),
            (90, "90 天后（违规处理，本人不能恢复）"),
            (180, "180 天后（违规处理，本人不能恢复）"),
        ],
    )
    field_order = ("days", "reason")


def _suspend(request: HttpRequest, row: Voucher, data: dict[str, Any]) -> None:
    until = clock.now() + timedelta(days=data["days"]) if data["days"] else None
    reason = masking.mask_text(data["reason"])
    suspension.suspend(by=request.user, voucher=row, reason=reason, until=until)


def _restore(request: HttpRequest, row: Voucher, data: dict[str, Any]) -> None:
    with transaction.atomic():
        suspension.restore(by=request.user, voucher=row)
        reason = masking.mask_text(data["reason"])
        audit.record(
            "vouchers.restoration.explained", by=request.user, subject=row, data={"reason": reason}
        )


def word_tag(row: Voucher) -> str:
    """The one word of a voucher whose person came with ``current_enrolments`` or is read now."""
    found = getattr(row.person, "current_enrolments", None)
    current = found if found is not None else list(row.person.enrolments.filter(is_current=True))
    enrolment = current[0] if current else None
    word = selectors.word(row, enrolment, person=row.person)
    return tag(_WORD_KINDS.get(word, "neutral"), word.label)


@admin.register(Voucher)
class VoucherAdmin(ReadOnlyAdmin):
    """One voucher a person (I16)."""

    list_display = ("person_link", "shown_word", "state", "activated_at", "activation_way")
    # The first column leads to the person already; a link inside a link has no name.
    list_display_links = ("shown_word",)
    list_filter = ("state", "activation_way")
    list_select_related = ("person",)
    ordering = ("-pk",)
    tenant_path = "person__tenant"
    exact_search = ("person__psn_no",)
    fields = (
        "person_link", "shown_word", "state", "activated_at", "activation_way", "pin_failures",
        "pin_locked_until", "suspended_until", "suspension_reason", "generation", "created_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="suspend", label="停用", permission=_RIGHT, danger=True, run=_suspend,
            form_class=SuspendForm, done="已停用，已通知本人。",
            applies=lambda row: row.state == VoucherState.ACTIVE,
            effect="这个人的医保码马上不能用，已经亮出的码也失效。本人会收到通知，原因会写在通知里。",
        ),
        ServiceAction(
            name="restore", label="恢复", permission=_RIGHT, run=_restore,
            done="已恢复，已通知本人。",
            applies=lambda row: row.state == VoucherState.SUSPENDED,
            effect="这个人的医保码马上可以再用。本人会收到通知。",
        ),
    )  # fmt: skip

    def describe(self, row: Voucher) -> str:
        return f"{row.person.masked_name}（人员编号 {row.person.psn_no}）"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("person__enrolments")

    @admin.display(description="参保人")
    def person_link(self, row: Voucher) -> str:
        return person_link(row.person)

    @admin.display(description="现在的状态")
    def shown_word(self, row: Voucher) -> str:
        current = [one for one in row.person.enrolments.all() if one.is_current]
        row.person.current_enrolments = current
        return word_tag(row)

"""Vouchers: the word that people see, and the two buttons that change it (P36, P40)."""

from datetime import datetime, time
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from vouchers import rules, selectors
from vouchers.models import Voucher
from vouchers.services import closing, reissuing, suspension
from vouchers.states import VoucherState, VoucherWord
from yibao.audit import services as audit
from yibao.kernel import clock, masking
from yibao.kernel.console import ReadOnlyAdmin, ServiceAction, person_link, tag

from .forms import LossForm, SanctionForm

_RIGHT = "vouchers.suspend_voucher"
_ALIVE = (VoucherState.ACTIVE, VoucherState.SUSPENDED)
_WORD_KINDS = {
    VoucherWord.ACTIVE: "ok",
    VoucherWord.RESTRICTED: "warn",
    VoucherWord.LOCKED: "warn",
    VoucherWord.SUSPENDED: "error",
}


def _suspend(request: HttpRequest, row: Voucher, data: dict[str, Any]) -> None:
    suspension.suspend(by=request.user, voucher=row, reason=masking.mask_text(data["reason"]))


def _sanction(request: HttpRequest, row: Voucher, data: dict[str, Any]) -> None:
    """To the last second of its last day."""
    last = rules.after_months(clock.today(), data["months"])
    until = datetime.combine(last, time(23, 59, 59), tzinfo=clock.SHANGHAI)
    reason = masking.mask_text(data["reason"])
    suspension.suspend(by=request.user, voucher=row, reason=reason, until=until)


def _reissue(request: HttpRequest, row: Voucher, data: dict[str, Any]) -> None:
    reissuing.reissue(by=request.user, voucher=row, reason=masking.mask_text(data["reason"]))


def _close(request: HttpRequest, row: Voucher, data: dict[str, Any]) -> None:
    closing.close(by=request.user, voucher=row, reason=masking.mask_text(data["reason"]))


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
    list_select_related = ("person__tenant",)
    ordering = ("-pk",)
    tenant_path = "person__tenant"
    exact_search = ("person__psn_no",)
    fields = (
        "person_link", "shown_word", "state", "activated_at", "activation_way", "pin_failures",
        "pin_locked_until", "suspended_until", "suspension_reason", "generation", "reissued_at",
        "closed_at", "closing_reason", "created_at",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="suspend", label="挂失停用", permission=_RIGHT, danger=True, run=_suspend,
            form_class=LossForm, done="已停用，已通知本人。",
            applies=lambda row: row.state == VoucherState.ACTIVE,
            effect="这个人的医保码马上不能用，已经亮出的码也失效，实体卡照样能用。"
            "本人会收到通知，原因会写在通知里；以后输密码、刷脸或到窗口都能恢复。",
        ),
        ServiceAction(
            name="sanction", label="违规停用", permission=_RIGHT, danger=True, run=_sanction,
            form_class=SanctionForm, done="已停用联网结算，已通知本人。",
            applies=lambda row: row.state in _ALIVE,
            effect="这个人的医保码和实体卡都不能联网结算，到期自动恢复，提前解除要由组长办。"
            "本人会收到通知，原因会写在通知里。",
        ),
        ServiceAction(
            name="restore", label="恢复", permission=_RIGHT, run=_restore,
            done="已恢复，已通知本人。",
            applies=lambda row: row.state == VoucherState.SUSPENDED,
            effect="这个人的医保码马上可以再用。本人会收到通知。",
        ),
        ServiceAction(
            name="reissue", label="换发", permission="vouchers.reissue_voucher", run=_reissue,
            applies=lambda row: row.state in _ALIVE, done="已换发，已通知本人。",
            effect="以前的码、纸质码、别的应用里的授权和家人手机上的码马上不能用。"
            "密码和状态不变，本人会收到通知。",
        ),
        ServiceAction(
            name="close", label="注销", permission="vouchers.close_voucher", danger=True,
            run=_close, applies=lambda row: row.state in _ALIVE, done="已注销，已通知本人。",
            effect="核对过本人身份证才能办。医保码在所有应用里马上不能用，本人不能自己恢复；"
            "实体卡照样能用。违规停用期内不能注销，去世请在“参保库”里登记死亡。",
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

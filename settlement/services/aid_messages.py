"""Receipts to relatives whose accounts pay, and the question on their phone (P113, P191)."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people
from yibao.kernel import clock, locks
from yibao.notices import services as notices

from ..models import Refund, RefundPart, Settlement, SettlementPart, VisitPayer
from ..states import PayerWordState

_AID = SettlementPart.Kind.AID_ACCOUNT


def paid(*, by: Any, bill: Settlement) -> None:
    """Every relative whose account paid learns how much, for whom and where."""
    for part in bill.parts.filter(kind=_AID).select_related("payer", "grant"):
        context = {
            "amount_fen": part.amount_fen,
            "member": bill.person.masked_name,
            "place": bill.institution.name,
            "at": bill.setl_time,
        }
        once = part.grant is None or part.grant.kind == "ONCE"
        page = reverse("settlement:aid-index" if once else "settlement:aid", args=_of(part, once))
        link = notices.Link(page, "看家庭共济")
        _once(by, part.payer, "settlement_aid_paid", f"{part.pk}", context, link)


def _of(part: SettlementPart, once: bool) -> list[str]:
    return [] if once else [part.grant.ref]


def returned(*, by: Any, record: Refund) -> None:
    """Every relative who gets money back learns of it; a reversal is one too (P119)."""
    rows = RefundPart.objects.filter(refund=record, part__kind=_AID)
    for item in rows.select_related("part__payer"):
        context = {
            "amount_fen": item.amount_fen,
            "member": record.settlement.person.masked_name,
            "is_reversal": record.is_reversal,
        }
        _once(by, item.part.payer, "settlement_aid_returned", f"{item.pk}", context, None)


def asked(*, by: Any, word_id: str) -> None:
    """The payer has to say yes on the phone, while there is time."""
    word = VisitPayer.objects.select_related("visit__institution", "visit__person", "person").get(
        pk=word_id
    )
    if word.state != PayerWordState.WAITING or word.expires_at <= clock.now(word.person.tenant):
        return
    context = {
        "amount_fen": word.asked_fen,
        "member": word.visit.person.masked_name,
        "place": word.visit.institution.name,
        "until": word.expires_at,
    }
    link = notices.Link(reverse("settlement:aid-ask", args=[word.ref]), "看这笔付款")
    key = f"{word.pk}:{word.asked_at.timestamp()}"
    _once(by, word.person, "settlement_aid_asked", key, context, link, sms=True)


def _once(
    by: Any,
    person: Any,
    code: str,
    key: str,
    context: dict[str, Any],
    link: notices.Link | None,
    *,
    sms: bool = False,
) -> None:
    user = people.user_of(person)
    if user is None:
        return
    with transaction.atomic():
        locks.advisory(f"notice:{code}:{key}")
        notices.post_once(
            code, key=f"{code}:{key}", by=by, user=user, context=context, link=link, sms=sms
        )

"""Notices about premiums: paid, not paid, money back; amounts in the inbox only (P172, P191)."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people, regions
from yibao.kernel import locks
from yibao.notices import services as notices

from ..data.premiums import reason_of
from ..models import Premium, PremiumPart
from ..selectors import premiums
from ..states import PremiumState

_TO_PAYER = {
    PremiumState.PAID: "premium_paid",
    PremiumState.FAILED: "premium_failed",
    PremiumState.REFUNDED: "premium_refunded",
}


def moved(*, by: Any, premium_id: str, state: str) -> None:
    """Tell everybody concerned of the state that was reached; each once."""
    premium = Premium.objects.select_related("payer", "member").get(pk=premium_id)
    code = _TO_PAYER[PremiumState(state)]
    _once(by, premium.payer, code, premium, sms=True)
    if premium.member_id != premium.payer_id and state == PremiumState.PAID:
        _once(by, premium.member, "premium_paid_for_you", premium, sms=True)
    if premium.parts.exclude(kind=PremiumPart.Kind.CARD).exists() and state != PremiumState.FAILED:
        _tell_owners(by, premium, state)


def _tell_owners(by: Any, premium: Premium, state: str) -> None:
    """People whose accounts gave, where somebody else was at the phone."""
    code = "premium_account_used" if state == PremiumState.PAID else "premium_account_back"
    parts = premium.parts.exclude(kind=PremiumPart.Kind.CARD).exclude(payer=premium.payer)
    for part in parts.select_related("payer"):
        _once(by, part.payer, code, premium, sms=False, amount_fen=part.amount_fen)


def _once(
    by: Any, person: Any, code: str, premium: Premium, *, sms: bool, amount_fen: int | None = None
) -> None:
    user = people.user_of(person)
    if user is None:
        return
    is_own = person.pk in (premium.payer_id, premium.member_id)
    link = None
    if is_own:
        link = notices.Link(reverse("settlement:premium", args=[premium.ref]), "看这笔缴费")
    context = {
        "member": premium.member.masked_name,
        "payer": premium.payer.masked_name,
        "is_self": premium.payer_id == premium.member_id,
        "year": premium.year,
        "place": regions.name_of(premium.insuplc_admdvs),
        "amount_fen": premium.amount_fen if amount_fen is None else amount_fen,
        "reason": reason_of(premium.refusal) if premium.refusal else "",
        "was_taken": premiums.took_money(premium),
    }
    key = f"{code}:{premium.pk}:{person.pk}"
    with transaction.atomic():
        locks.advisory(f"notice:{key}")
        notices.post_once(code, key=key, by=by, user=user, context=context, link=link, sms=sms)

"""Speaking to the register of premiums: told once, then asked; never under a lock (P172)."""

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction

from yibao.kernel import clock, failpoints

from .. import gateways
from ..data import premiums as data
from ..data.premiums import PremiumAnswer, PremiumNotice
from ..gateways.premium_port import checked
from ..models import Premium
from ..states import PremiumState

log = structlog.get_logger(__name__)

# Seconds between two questions; the last one until there is an answer.
PAUSES = (15, 15, 30, 60, 300, 900)


def ask(*, by: Any, premium_id: Any) -> PremiumAnswer | None:
    """Tell the register of a premium, or ask what it did; None where it is not time, another is
    asking, or it says nothing."""
    premium = _count_question(premium_id)
    if premium is None:
        return None
    failpoints.hit("premium_question_counted")
    return _answer(premium)


def _count_question(premium_id: Any) -> Premium | None:
    """Take the right to speak about this premium now; None where another has it."""
    with transaction.atomic():
        rows = Premium.objects.select_for_update(of=("self",)).select_related("member")
        premium = rows.get(pk=premium_id)
        moment = clock.now()
        if premium.state != PremiumState.PENDING or premium.next_ask_at > moment:
            return None
        pause = PAUSES[min(premium.asks, len(PAUSES) - 1)]
        premium.asked_at = premium.asked_at or moment
        premium.next_ask_at = moment + timedelta(seconds=pause)
        premium.asks += 1
        premium.save(update_fields=["asked_at", "next_ask_at", "asks"])
    return premium


def _answer(premium: Premium) -> PremiumAnswer | None:
    register = gateways.current_premium_register()
    try:
        if premium.asks > 1:
            known = register.query(reference=premium.ref)
            known = checked(known, reference=premium.ref, amount_fen=premium.amount_fen)
            if known.state != data.NOT_FOUND:
                return known
            if premium.deadline_at < clock.now():
                # It must not enter it any more, so this is its last word.
                return PremiumAnswer(data.REFUSED, premium.ref, premium.amount_fen, "late")
        answer = register.file(notice=_notice(premium), valid_until=premium.deadline_at)
        return checked(answer, reference=premium.ref, amount_fen=premium.amount_fen)
    except (gateways.RegisterAway, gateways.RegisterSilent) as silent:
        log.warning("settlement.register_silent", reference=premium.ref, why=str(silent))
        return None


def _notice(premium: Premium) -> PremiumNotice:
    return PremiumNotice(
        reference=premium.ref,
        name=premium.member.name,
        certno=premium.member.certno,
        year=premium.year,
        insuplc_admdvs=premium.insuplc_admdvs,
        psn_type=premium.psn_type,
        amount_fen=premium.amount_fen,
    )

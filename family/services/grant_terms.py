"""Changing what a payer agreed to: lowering acts at once, raising is confirmed again (P100)."""

from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from yibao.kernel import clock

from ..data.aid import GrantWish
from ..errors import GrantOver
from ..models import Grant
from ..models.grant import LIVE
from ..selectors import aid_policies
from . import aid_checks, grant_messages, grant_moves

_FIELDS = (
    "per_payment_cap_fen", "daily_cap_fen", "annual_cap_fen", "keep_back_fen", "uses", "period",
)  # fmt: skip


def change(
    *, by: Any, ref: str, limits: GrantWish, proof: str = "", text_sha256: str = ""
) -> Grant:
    """Write new limits (分) as the next version of the terms; the settlement after reads them.

    ``starts_on`` and ``priority`` of ``limits`` are not read. Raises ``request.not_found`` for
    anybody but the payer and staff, ``MoneyHeld`` and ``GrantProofMissing`` (``proof`` FACE or PIN)
    where the member could spend more than before, ``GrantLimitsRefused``, ``GrantOver``.
    """
    with transaction.atomic():
        grant = grant_moves.locked(by=by, ref=ref)
        if grant.state not in LIVE or grant.kind != Grant.Kind.STANDING or grant.ending:
            raise GrantOver
        is_raise = limits.raises(grant.wish)
        _check(by, grant, limits, proof, is_raise)
        for name in _FIELDS[:-2]:
            setattr(grant, name, getattr(limits, name))
        grant.uses = list(limits.uses)
        grant.period = DateRange(grant.period.lower, limits.until)
        grant.save(update_fields=_FIELDS)
        grant_moves.agree(by=by, grant=grant, proof=proof, text_sha256=text_sha256)
        verb = "family.grant.raised" if is_raise else "family.grant.lowered"
        grant_moves.record(by=by, grant=grant, verb=verb)
        grant_messages.changed(by=by, grant=grant)
    return grant


def _check(by: Any, grant: Grant, limits: GrantWish, proof: str, is_raise: bool) -> None:
    today = clock.today(grant.payer.tenant)
    if is_raise:
        aid_checks.check_actor(by=by, person=grant.payer)
        aid_checks.check_proof(by=by, proof=proof)
    else:
        aid_checks.check_owner(by=by, person=grant.payer)
    aid = aid_policies.of(grant.payer, today)
    first = max(grant.period.lower, today)
    aid_checks.check_limits(by=by, wish=limits, aid=aid, first=first)

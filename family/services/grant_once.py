"""A grant for once: the payer said yes on the phone to one amount of one visit (P113)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from yibao.kernel import clock

from .. import errors
from ..data.aid import PROOFS
from ..models import Grant
from ..selectors import aid_policies, grants
from ..states import GRANT_MOVES, GrantState
from . import aid_checks, grant_moves

if TYPE_CHECKING:
    from accounts.models import Person


def check(*, by: Any, payer: "Person", member: "Person") -> str:
    """What the member is to the payer, where a second scan may ask the payer at all (P113).

    The two are bound in either direction and the area lets them share. Raises ``KinNotAllowed``
    where they are not known as kin or the area wants a grant first (DOUBLE_SCAN_NEEDS_AID), and
    what ``aid_checks.check_pair`` raises.
    """
    aid = aid_policies.today(payer)
    kin = grants.kin_of(payer, member.pk)
    if kin is None or aid.double_scan_needs_aid or aid.mode == "AUTO":
        raise errors.KinNotAllowed(relations="已绑定亲情账户的近亲属")
    aid_checks.check_pair(by=by, payer=payer, member=member, relation=kin.relation, aid=aid)
    return kin.relation


def give(
    *,
    by: Any,
    payer: "Person",
    member: "Person",
    visit_id: str,
    day: date,
    asked_fen: int,
    use: str,
    proof: str,
) -> Grant:
    """Let one visit of ``day`` take at most ``asked_fen`` 分 from the payer's account.

    A yes to another amount of the same visit replaces the earlier one. Raises ``request.not_found``
    for anybody but the payer, ``MoneyHeld`` (T16), ``GrantProofMissing`` and what ``check`` raises.
    """
    aid_checks.check_actor(by=by, person=payer)
    if proof not in PROOFS:
        raise errors.GrantProofMissing
    relation = check(by=by, payer=payer, member=member)
    with transaction.atomic():
        known = Grant.objects.select_for_update(of=("self",)).filter(
            payer=payer, for_visit=visit_id, kind=Grant.Kind.ONCE, ended_at__isnull=True
        )
        grant = known.first() or _new(payer, member, relation, visit_id, day, asked_fen, use)
        if grant.per_payment_cap_fen != asked_fen:
            grant.per_payment_cap_fen = asked_fen
            grant.save(update_fields=["per_payment_cap_fen"])
        grant_moves.agree(by=by, grant=grant, proof=proof)
        verb = GRANT_MOVES.verb("", GrantState.ACTIVE)
        grant_moves.record(by=by, grant=grant, verb=verb, visit=visit_id)
    return grant


def _new(
    payer: "Person",
    member: "Person",
    relation: str,
    visit_id: str,
    day: date,
    asked_fen: int,
    use: str,
) -> Grant:
    last = max(day, clock.today(payer.tenant))
    return Grant.objects.create(
        payer=payer,
        member=member,
        relation=relation,
        kind=Grant.Kind.ONCE,
        way=Grant.Way.SCAN,
        for_visit=visit_id,
        per_payment_cap_fen=asked_fen,
        uses=[use],
        period=DateRange(day, last + timedelta(days=1)),
        created_at=clock.now(payer.tenant),
    )

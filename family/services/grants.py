"""Giving, changing, refusing and ending mutual-aid grants (P94–P119); ending acts at once.

A grant spends and never shows; nothing here touches a binding (settled 1, P94). Locks: sides
(payer, then member), the case of a review, the grant.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Q
from psycopg import errors as pg

from yibao.kernel import clock, masking, moments
from yibao.kernel.errors import NotFound

from ..data.aid import AidRules, GrantWish
from ..errors import GrantExists, GrantTooEarly
from ..models import Grant
from ..models.grant import LIVE
from ..rules import aid as rules
from ..selectors import aid_policies
from ..selectors import bindings as bound
from ..states import GRANT_MOVES, GrantState
from . import aid_blocks, aid_checks, grant_messages, grant_moves, grant_reviews, grant_terms

if TYPE_CHECKING:
    from accounts.models import Person

Ending = Grant.Ending
change = grant_terms.change
unblock = aid_blocks.unblock
block_all = aid_blocks.block_all


def authorise(
    *,
    by: Any,
    payer: "Person",
    member: "Person",
    relation: str,
    limits: GrantWish | None = None,
    proof: str = "",
    text_sha256: str = "",
    way: str = Grant.Way.ONLINE,
) -> Grant:
    """Let ``member``, who is the ``relation`` of ``payer``, use the payer's personal account.

    ``limits`` are 分; ``proof`` is FACE or PIN, ``text_sha256`` the digest of the words agreed to.
    The area's rules of today decide: kin and place (P96, P98), numbers (P101), next-day begin
    (P105), review (P103: the grant waits in REVIEW, or is drawn by lot while it is in force).
    Raises ``request.not_found`` for somebody else's account, ``MoneyHeld`` (T16),
    ``GrantProofMissing``, what ``aid_checks`` raises, ``GrantExists`` (I17).
    """
    wish = limits or GrantWish()
    aid_checks.check_actor(by=by, person=payer)
    aid_checks.check_proof(by=by, proof=proof)
    today = clock.today(payer.tenant)
    aid = aid_policies.of(payer, today)
    first = rules.first_day(wish.starts_on, today, starts_next_day=aid.starts_next_day)
    aid_checks.check_pair(by=by, payer=payer, member=member, relation=relation, aid=aid)
    aid_checks.check_limits(by=by, wish=wish, aid=aid, first=first)
    with transaction.atomic():
        grant_moves.lock_sides(by=by, payer=payer, member=member)
        aid_checks.check_numbers(by=by, payer=payer, member=member, aid=aid)
        grant = _create(payer, member, relation, wish, first, way, aid)
        grant_moves.agree(by=by, grant=grant, proof=proof, text_sha256=text_sha256)
        verb = GRANT_MOVES.verb("", grant.state)
        grant_moves.record(by=by, grant=grant, verb=verb)
        grant_reviews.draw(by=by, grant=grant, aid=aid)
        if by is not None:
            grant_messages.authorised(by=by, grant=grant)
    return grant


def _create(
    payer: "Person",
    member: "Person",
    relation: str,
    wish: GrantWish,
    first: date,
    way: str,
    aid: AidRules,
) -> Grant:
    try:
        with transaction.atomic():
            return Grant.objects.create(
                payer=payer,
                member=member,
                relation=relation,
                way=way,
                state=GrantState.REVIEW if aid.review == "FULL" else GrantState.ACTIVE,
                per_payment_cap_fen=wish.per_payment_cap_fen,
                daily_cap_fen=wish.daily_cap_fen,
                annual_cap_fen=wish.annual_cap_fen,
                keep_back_fen=wish.keep_back_fen,
                uses=list(wish.uses),
                priority=wish.priority or _next_priority(member),
                period=DateRange(first, wish.until),
                created_at=clock.now(payer.tenant),
            )
    except IntegrityError as failure:
        if isinstance(failure.__cause__, pg.ExclusionViolation):
            raise GrantExists from failure
        raise


def _next_priority(member: "Person") -> int:
    """Behind those whom the member has already: the time of the grant decides (P111)."""
    rows = Grant.objects.filter(member=member, state__in=LIVE, kind=Grant.Kind.STANDING)
    return (rows.aggregate(last=Max("priority"))["last"] or 0) + 1


def end(*, by: Any, ref: str, ending: str = Ending.PAYER) -> Grant:
    """End a grant: at once, or with the end of today where the area says so (P117).

    A settlement that already holds it finishes; past uses stay. The payer may, or staff; the
    member refuses instead. Ending twice changes nothing. Raises ``request.not_found`` for others,
    ``GrantTooEarly`` (AID_MIN_DAYS) for the payer.
    """
    with transaction.atomic():
        grant_moves.close_case(by=by, ref=ref, note=ending)
        grant = grant_moves.locked(by=by, ref=ref)
        _must_be(by, grant.payer)
        if grant.state not in LIVE:
            return grant
        if ending == Ending.PAYER and _is_put_off(by, grant):
            return grant
        _end_now(by, grant, ending)
    return grant


def end_of_kin(*, by: Any, ref: str, reason: str) -> Grant:
    """Staff has seen that payer and member are no near relatives any more: ends at once (P118).

    Raises ``request.not_found`` for anybody else.
    """
    if by is None or not by.is_staff:
        raise NotFound
    with transaction.atomic():
        grant = end(by=by, ref=ref, ending=Ending.KIN)
        note = masking.mask_text(reason)
        grant_moves.record(by=by, grant=grant, verb="family.grant.kin_ended", reason=note)
    return grant


def _must_be(by: Any, person: "Person") -> None:
    if by is not None and not by.is_staff and by.person_id != person.pk:
        raise NotFound


def _is_put_off(by: Any, grant: Grant) -> bool:
    """The area's rules for a payer who stops: not before so many days, or only tomorrow."""
    today = clock.today(grant.payer.tenant)
    aid = aid_policies.of(grant.payer, today)
    may = rules.may_end_on(clock.local(grant.created_at).date(), aid.min_days)
    is_running = grant.state == GrantState.ACTIVE and grant.period.lower <= today
    if is_running and today < may:
        raise GrantTooEarly(days=aid.min_days, day=f"{may.month} 月 {may.day} 日")
    if not (is_running and aid.ends_next_day):
        return False
    if grant.ending:
        return True
    grant.period, grant.ending = DateRange(grant.period.lower, today + timedelta(1)), Ending.PAYER
    grant.save(update_fields=["period", "ending"])
    grant_moves.record(by=by, grant=grant, verb="family.grant.end_put", day=f"{today}")
    grant_messages.ended(by=by, grant=grant)
    return True


def _end_now(by: Any, grant: Grant, ending: str) -> None:
    grant_moves.move(by=by, grant=grant, to=GrantState.ENDED, ending=grant.ending or ending)
    grant_messages.ended(by=by, grant=grant)


def refuse(*, by: Any, ref: str, forever: bool = False) -> Grant:
    """The member takes no money under this grant any more, at once (P104, P117).

    ``forever``: nor under any later one of this payer, until ``unblock``. The member may, a
    guardian of a child under 16, or staff. Raises ``request.not_found`` for others.
    """
    with transaction.atomic():
        grant_moves.close_case(by=by, ref=ref, note=Ending.MEMBER)
        grant = grant_moves.locked(by=by, ref=ref)
        is_guardian = by is not None and bound.is_guardian(by.person, grant.member)
        if not is_guardian:
            _must_be(by, grant.member)
        if grant.state in LIVE:
            _end_now(by, grant, Ending.MEMBER)
        if forever:
            aid_blocks.block(by=by, member=grant.member, payer=grant.payer)
    return grant


def end_all_of(*, by: Any, payer: "Person", ending: str = Ending.CLOSED) -> int:
    """End every grant that a payer has given, because the payer leaves or may not give any more
    (P118); returns how many."""
    return _end_all(by, Grant.objects.filter(payer=payer), ending)


def end_all_for(*, by: Any, member: "Person", ending: str = Ending.CLOSED) -> int:
    """End every grant that somebody has received, because of a death or a lost insurance (P118)."""
    return _end_all(by, Grant.objects.filter(member=member), ending)


def _end_all(by: Any, rows: Any, ending: str) -> int:
    with transaction.atomic():
        refs = list(rows.filter(state__in=LIVE).order_by("pk").values_list("ref", flat=True))
        for ref in refs:
            _end_one(by, ref, ending)
    return len(refs)


def _end_one(by: Any, ref: str, ending: str) -> bool:
    grant_moves.close_case(by=by, ref=ref, note=ending)
    grant = grant_moves.locked(by=by, ref=ref)
    if grant.state not in LIVE:
        return False
    _end_now(by, grant, ending)
    return True


def expire_old(*, by: Any, limit: int = 500) -> int:
    """Close grants whose last day is over, and those put off to the end of a day (P117)."""
    over = moments.due(
        lambda now: Q(period__endswith__lte=clock.local(now).date()), tenant="payer__tenant"
    )
    rows = Grant.objects.filter(over, state__in=LIVE)
    refs = list(rows.order_by("pk").values_list("ref", flat=True)[:limit])
    done = 0
    for ref in refs:
        with transaction.atomic():
            done += _end_one(by, ref, Ending.OVER)
    return done


def reorder(*, by: Any, member: "Person", refs: list[str]) -> None:
    """Write the order in which payers of ``member`` pay (P111); ``refs`` names each live grant.

    The member, a guardian of a child under 16, or staff. Raises ``request.not_found`` for others,
    or where ``refs`` are not exactly the member's live grants.
    """
    if not (by is not None and bound.is_guardian(by.person, member)):
        _must_be(by, member)
    with transaction.atomic():
        rows = Grant.objects.select_for_update().filter(
            member=member, state__in=LIVE, kind=Grant.Kind.STANDING
        )
        found = {row.ref: row for row in rows.select_related("payer").order_by("pk")}
        if sorted(found) != sorted(refs):
            raise NotFound
        for number, ref in enumerate(refs, start=1):
            found[ref].priority = number
            found[ref].save(update_fields=["priority"])
            verb = "family.grant.reordered"
            grant_moves.record(by=by, grant=found[ref], verb=verb, number=number)


__all__ = [
    "authorise",
    "block_all",
    "change",
    "end",
    "end_all_for",
    "end_all_of",
    "end_of_kin",
    "expire_old",
    "refuse",
    "reorder",
    "unblock",
]

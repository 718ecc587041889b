"""Whether a holder may ask for one more member now: age, voucher, counters (P46–P52, P15, K12)."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.selectors import people
from vouchers import selectors as vouchers
from vouchers.selectors.card_room import card_room
from yibao.kernel import clock

from ..data import Policy
from ..data.policy import REQUESTS_A_DAY
from ..errors import (
    AlreadyBound,
    BindingLimitReached,
    BindingToSelf,
    HolderNotActive,
    HolderTooYoung,
    MemberCardFull,
    RefusedLately,
    TooManyRequests,
)
from ..selectors import consents, counters, policies
from . import moves

if TYPE_CHECKING:
    from accounts.models import Person

NEXT_MONTH = "下个月"


def check_holder(*, by: Any, holder: "Person") -> Policy:
    """Raise unless this person may hold a family account at all; answers the rules in force.

    Raises ``family.holder.too_young`` (P52) and ``family.holder.not_active`` (E-FAM-11, P46).
    """
    policy = policies.of_person(holder)
    if holder.age_on(clock.today(holder.tenant)) < policy.holder_min_age:
        raise HolderTooYoung(age=policy.holder_min_age)
    if holder.deceased_on is not None or not vouchers.is_in_use(holder.pk):
        raise HolderNotActive
    return policy


def check_may_ask(*, by: Any, holder: "Person", member_index: str, is_agreed: bool = False) -> None:
    """Raise unless the holder may ask for this member now.

    Call it first in the transaction of the request: the holder is locked here, and what is counted
    stays so until the transaction ends (T37). The place itself is taken by ``places.take``, the
    slot on the member's card by the binding, each counted again there. Raises the refusals of
    ``check_holder``, ``family.binding.to_self`` (P50), ``family.binding.exists`` (E-FAM-09, P51),
    ``family.binding.limit_reached`` (E-FAM-06, P48), ``family.request.too_many`` (E-FAM-13, K12),
    ``family.member.card_full`` (E-FAM-07, P15), and ``family.consent.refused_lately`` for somebody
    who said no to this holder (P75), unless the person agrees at the counter (``is_agreed``).
    """
    with transaction.atomic():
        moves.lock_holder(by=by, holder=holder)
        policy = check_holder(by=by, holder=holder)
        if member_index == holder.certno_index:
            raise BindingToSelf
        if not is_agreed:
            _check_refused(holder, member_index)
        _check_places(by, holder, member_index, policy)
        _check_pace(holder, member_index, policy)
        _check_card(holder, member_index)


def _check_refused(holder: "Person", member_index: str) -> None:
    free = consents.paused_until(holder, member_index)
    if free is not None:
        raise RefusedLately(month=free.month, day=free.day)


def _check_places(by: Any, holder: "Person", member_index: str, policy: Policy) -> None:
    at_desk = by is not None and by.is_staff
    taken = counters.places_held(holder) if at_desk else counters.places_taken(holder)
    if member_index in taken:
        raise AlreadyBound
    if len(taken) >= policy.max_members:
        raise BindingLimitReached(limit=policy.max_members)


def _check_pace(holder: "Person", member_index: str, policy: Policy) -> None:
    if counters.asked_lately(holder) >= REQUESTS_A_DAY:
        raise TooManyRequests
    known = counters.new_members_of_month(holder)
    if member_index not in known and len(known) >= policy.max_new_binds_a_month:
        raise TooManyRequests(wait=NEXT_MONTH)


def _check_card(holder: "Person", member_index: str) -> None:
    """A member whom the register does not know has no card yet, and no limit."""
    member = people.by_index(holder.tenant, member_index)
    login = people.user_of(holder)
    if member is not None and login is not None and card_room(member, login).is_full:
        raise MemberCardFull

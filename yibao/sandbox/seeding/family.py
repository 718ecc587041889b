"""Bindings of the demo people, made through the services as a counter would."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from family.data import Branch
from family.services import bindings, moves, places
from family.states import RequestState
from yibao.kernel import clock

from ..demo.neighbours import PEOPLE, person
from ..demo.people import DemoPerson
from ..demo.stories import BINDINGS
from . import register
from .tables import table

GROWN = 16
COUNTER, TOLD = "COUNTER", ("family_approved", "family_bound")


def bound(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> int:
    """Every pair that is not bound and never was; whoever unbound a demo pair keeps it so."""
    here = {one.key for one in who}
    wanted = [one for one in BINDINGS if {one.holder, one.member} <= here]
    for one in wanted:
        holder = register.row_of(owner, person(one.holder))
        member = register.row_of(owner, person(one.member))
        if not table("Binding").objects.filter(holder=holder, member=member).exists():
            bind(owner, one.relation, holder, member)
    _read_what_was_told(owner)
    return len(wanted)


def bind(owner: Any, relation: str, holder: Any, member: Any) -> None:
    """Bind two people as a counter does; ``member`` is the ``relation`` of the holder."""
    now = clock.now(owner)
    is_grown = member.age_on(clock.today(owner)) >= GROWN
    place = places.take(by=None, holder=holder, member_index=member.certno_index, limit=5)
    request = table("BindingRequest").objects.create(
        tenant=owner,
        holder=holder,
        member=member,
        member_name=member.name,
        member_certno=member.certno,
        member_index=member.certno_index,
        member_birth_date=member.birth_date,
        relation=relation,
        branch=Branch.ADULT if is_grown else Branch.CHILD,
        way=COUNTER,
        state=RequestState.IN_REVIEW,
        place=place,
        needs_consent=is_grown,
        review_passed_at=now,
        round=1,
        created_at=now,
        touched_at=now,
        submitted_at=now,
        decided_at=now,
    )
    if is_grown:
        _agree(request, member, now)
    bindings.make(by=None, request=request, way=COUNTER)
    moves.move(by=None, request=request, to=RequestState.APPROVED)


def _agree(request: Any, member: Any, now: Any) -> None:
    """The member came to the counter and said yes."""
    table("ConsentAsk").objects.create(
        request=request,
        member=member,
        state="GIVEN",
        way=COUNTER,
        asked_at=now,
        answered_at=now,
        expires_at=now + timedelta(hours=72),
    )


def _read_what_was_told(owner: Any) -> None:
    """These bindings are old news in the demo city."""
    fresh = table("Notice").objects.filter(user__tenant=owner, code__in=TOLD, read_at=None)
    fresh.update(read_at=clock.now(owner))

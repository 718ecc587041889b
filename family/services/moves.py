"""Moving a request along its table: the row under its lock, the event, the audit row.

Locks are taken in one order everywhere: the holder (``lock_holder``), the case, the request, the
question to the member, the member's voucher (``relatives.hold``), the binding. The voucher stands
before the binding because a voucher that is closed closes its bindings under its own lock. What
needs several of one kind takes them sorted by their id, and all holders before anything else
(``lock_all_around``). A service that starts from a request reads its case's number first, locks the
case, then the request. Giving codes and places free never waits (``relatives.end_showing``).
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from yibao.audit import services as audit
from yibao.cases.models import Case
from yibao.kernel import clock, locks
from yibao.kernel.errors import NotFound
from yibao.kernel.transitions import MoveNotAllowed

from ..errors import RequestNotPossible
from ..models import Binding, BindingRequest, ConsentAsk, RequestEvent
from ..states import LIVE_BINDINGS, OPEN_REQUESTS, REQUEST_MOVES, RequestState

if TYPE_CHECKING:
    from accounts.models import Person


def lock_holder(*, by: Any, holder: "Person") -> None:
    """The one lock behind which places, limits and requests of a holder are counted."""
    locks.advisory(f"family.holder:{holder.pk}")


def lock_all_around(*, by: Any, person: "Person") -> None:
    """Every holder whose requests and bindings end with this person, the person included; then the
    cases, the requests and the questions that end.

    Taken before the voucher of somebody who leaves is closed. Two who leave at the same moment,
    a couple that shows each other's code, wait for one another here and nowhere else.
    """
    about = Q(member=person) | Q(holder=person)
    asked = BindingRequest.objects.filter(about, state__in=[RequestState.DRAFT, *OPEN_REQUESTS])
    shown = Binding.objects.filter(member=person, state__in=LIVE_BINDINGS)
    holders = {person.pk, *asked.values_list("holder", flat=True)}
    holders |= set(shown.values_list("holder", flat=True))
    for pk in sorted(holders, key=str):
        locks.advisory(f"family.holder:{pk}")
    cases = Case.objects.filter(pk__in=asked.exclude(case=None).values("case"))
    for rows in (cases, asked, ConsentAsk.objects.filter(request__in=asked.values("pk"))):
        held = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
        list(held.values_list("pk"))


def locked(*, by: Any, request_id: Any) -> BindingRequest:
    """The request under its row lock; raises ``request.not_found``."""
    row = (
        BindingRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tenant", "holder__tenant", "member__tenant", "case", "place")
        .filter(pk=request_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def move(
    *,
    by: Any,
    request: BindingRequest,
    to: str,
    note: str = "",
    verb: str = "",
    save: tuple[str, ...] = (),
) -> str:
    """Move a locked request, write its event and the audit row; answers the verb.

    ``save`` names further fields the caller has set; ``note`` is a code or staff number, never
    personal data. ``verb`` replaces the table's word where one move has two meanings. Raises
    ``family.request.not_possible`` for a move the table does not list (T34).
    """
    before = request.state
    try:
        usual = REQUEST_MOVES.verb(before, to)
    except MoveNotAllowed as refused:
        raise RequestNotPossible(state=RequestState(before).label) from refused
    moment = clock.now(request.tenant)
    request.state = to
    request.touched_at = moment
    request.save(update_fields=["state", "touched_at", *save])
    RequestEvent.objects.create(
        request=request,
        verb=verb or usual,
        from_state=before,
        to_state=to,
        actor=audit.actor_of(by),
        note=note,
        at=moment,
    )
    audit.record(
        verb or usual,
        by=by,
        subject=request,
        tenant_id=request.tenant_id,
        data={"number": request.number, "note": note},
    )
    return verb or usual

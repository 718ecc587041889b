"""Asking a member of 16 and over, and what they answer (P65, P66, P75, P78, settled 4, T38).

Consent and review finish in any order; a display begins with both (P74). Whoever answers, the
holder, the case, the request and the question are locked first, so of a yes, a no, a withdrawal and
the end of the time exactly one counts.
"""

from typing import Any

from django.db import transaction

from accounts.services import face as faces
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from .. import errors, selectors
from ..data.consent_text import BINDING_CONSENT
from ..events import consent_answered
from ..models import Binding, BindingRequest, ConsentAsk
from ..rules.handover import midnight
from ..states import BindingState, ConsentState, RequestState
from . import consent_proofs as proofs
from . import consent_steps as steps

PURPOSE = "CONSENT"
Way = ConsentAsk.Way
_ANSWERED = ("answered_at", "answered_by")
_GIVEN = (*_ANSWERED, "way", "face_ref", "text_version", "text_sha256", "sees_bills")


def ask(
    *, by: Any, request: BindingRequest | None = None, binding: Binding | None = None
) -> ConsentAsk:
    """Ask the member; the open question is answered again where there is one.

    Open for CONSENT_TTL_HOURS, for a binding whose member turned 16 to the end of the grace. The
    caller has locked the request or binding. Raises ``family.consent.too_young``, E-FAM-01.
    """
    thing = request or binding
    known = selectors.consents.open_for(thing)
    if known is not None:
        return known
    steps.refuse_unless_wanted(by=by, thing=thing)
    now = clock.now(thing.tenant)
    in_grace = binding is not None and binding.state == BindingState.CONSENT_PENDING_16
    row = ConsentAsk.objects.create(
        request=request,
        binding=binding,
        member=thing.member,
        asked_at=now,
        expires_at=midnight(binding.grace_until)
        if in_grace
        else now + steps.life_of(by=by, thing=thing),
    )
    audit.record(
        "family.consent.asked",
        by=by,
        subject=row,
        tenant_id=thing.tenant_id,
        data={"about": steps.about(by=by, ask=row)},
    )
    steps.tell_member(by=by, ask=row, code="family_turned_16_own" if in_grace else "family_ask")
    return row


def give(
    *,
    by: Any,
    ref: str,
    way: str,
    sees_bills: bool = False,
    text_version: str = BINDING_CONSENT.version,
    face: str = "",
    session: str = "",
    code: str = "",
    source: str = "",
    second: Any = None,
    papers: tuple[str, ...] = (),
) -> ConsentAsk:
    """The member agrees, by the own login and face, on the holder's phone, or at a counter.

    ``LOGIN``: ``by`` is the member, ``face`` and ``session`` the result of the own live face.
    ``HOLDER_PHONE``: ``by`` is the holder, ``face`` the member's face on the holder's phone and
    ``code`` the newest one sent to the member's registered number, ``source`` the caller's address.
    ``COUNTER``: ``by`` is a clerk; with ``face``, or with a ``second`` clerk who saw the same
    ``papers`` (P57, P189). Everybody else finds nothing. ``sees_bills`` opens the bills too.

    Raises ``family.consent.over``, ``.text_changed``, ``.no_phone``, ``.needs_two``,
    ``.papers_missing``, ``.too_young``, ``accounts.face.not_valid`` and what a code is refused for.
    """
    row = proofs.found_for(by=by, ref=ref, way=way)
    steps.refuse_if_over(by=by, ask=row)
    steps.refuse_the_young(by=by, thing=row.request or row.binding)
    if text_version != BINDING_CONSENT.version:
        raise errors.ConsentTextChanged
    proofs.check(by=by, ask=row, way=way, face=face, second=second, papers=papers)
    if way == Way.HOLDER_PHONE:
        # Counted and committed by itself, so before anything is locked.
        proofs.check_code(by=by, ask=row, face=face, session=session, code=code, source=source)
    with transaction.atomic():
        row = steps.locked(by=by, ask=row)
        steps.refuse_if_over(by=by, ask=row)
        if face:
            spent = faces.consume(
                by=by, ref=face, person=row.member, purpose=PURPOSE, session=session
            )
            row.face_ref = spent.ref
        row.way, row.sees_bills = way, sees_bills
        row.text_version, row.text_sha256 = BINDING_CONSENT.version, BINDING_CONSENT.sha256
        _sign(by, row)
        steps.move(
            by=by,
            ask=row,
            to=ConsentState.GIVEN,
            save=_GIVEN,
            way=str(way),
            bills=sees_bills,
            text=row.text_sha256[:16],
            **proofs.for_the_log(by=by, second=second, papers=papers),
        )
        if row.request is not None and row.request.state != RequestState.CONSENT_PENDING:
            steps.tell_holder_of_yes(by=by, ask=row)  # else the binding itself is told of
        consent_answered.send(sender=ConsentAsk, ask=row, by=by)
    return row


def refuse(*, by: Any, ref: str, reason: str = "") -> ConsentAsk:
    """The member says no; the holder hears 未同意 and nothing else (P75).

    ``reason`` is stored sealed. A no at 16 ends the display at once (P80, settled 6). Raises
    ``family.consent.over``; for anybody but the member there is no such question.
    """
    row = selectors.consents.seen_by(by, ref)
    if row is None:
        raise NotFound
    with transaction.atomic():
        row = steps.locked(by=by, ask=row)
        steps.refuse_if_over(by=by, ask=row)
        row.reason = reason.strip() or None
        _sign(by, row)
        steps.move(by=by, ask=row, to=ConsentState.REFUSED, save=(*_ANSWERED, "reason"))
        consent_answered.send(sender=ConsentAsk, ask=row, by=by)
    return row


def _sign(by: Any, row: ConsentAsk) -> None:
    row.answered_at, row.answered_by = clock.now(row.member.tenant), by


def withdraw(*, by: Any, request: BindingRequest | None = None, binding: Any = None) -> int:
    """Nobody wants to know any more: the request ended otherwise. The caller holds its lock."""
    side = {"request": request} if request is not None else {"binding": binding}
    rows = ConsentAsk.objects.select_for_update(of=("self",), no_key=True)
    ended = list(rows.filter(state=ConsentState.OPEN, **side).select_related("member"))
    for row in ended:
        steps.move(by=by, ask=row, to=ConsentState.WITHDRAWN)
    return len(ended)


def expire_old(*, by: Any) -> int:
    """Close questions whose time is over or whose matter has ended; how many. Safe to repeat."""
    found = selectors.consents.overdue()
    return sum(_expire_one(by, one) for one in found)


def _expire_one(by: Any, one: ConsentAsk) -> bool:
    with transaction.atomic():
        row = steps.locked(by=by, ask=one)
        standing = selectors.consents.standing(row)
        if row.state != ConsentState.OPEN or standing == ConsentState.OPEN:
            return False
        steps.move(by=by, ask=row, to=standing)
        if standing == ConsentState.EXPIRED:
            consent_answered.send(sender=ConsentAsk, ask=row, by=by)
    return True

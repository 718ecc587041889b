"""The payer's word on the phone (P113): yes or no to one amount of one visit, within 180 seconds.

Words change under the lock of their visit. A yes makes a grant for once; the same settle call then
goes on. What was not answered in time is settled by nobody.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from family.services import grant_once
from yibao.audit import services as audit
from yibao.kernel import clock, moments, money, outbox
from yibao.kernel.errors import NotFound

from ..data import Breakdown
from ..errors import AidConfirmationExpired, AidConfirmationPending, AidWordOver
from ..models import SettlementAttempt, Visit, VisitPayer
from ..states import PAYER_MOVES, PayerWordState
from . import aid_accounts, calculation
from .payers import OPEN_STATES

PATIENCE = timedelta(seconds=180)
ASKED_TOPIC = "settlement.payer.asked"
State = PayerWordState


def due(
    *, by: Any, situation: calculation.Situation, breakdown: Breakdown
) -> list[tuple[VisitPayer, int]]:
    """Words that the bill needs, with the amount in 分 that each has to agree to."""
    paid = {part.id: part.paid for part in breakdown.payers}
    return [
        (payer.word, paid.get(str(number), 0))
        for number, payer in enumerate(situation.payers, start=1)
        if payer.word is not None and paid.get(str(number), 0) > 0
    ]


def refuse_unanswered(
    *,
    by: Any,
    attempt: SettlementAttempt,
    situation: calculation.Situation,
    breakdown: Breakdown,
) -> None:
    """Raise unless every payer who has to say yes said yes to exactly this amount.

    ``AidConfirmationPending`` while one may still answer, ``AidConfirmationExpired`` where this
    call's question was not answered in time.
    """
    for word, amount in due(by=by, situation=situation, breakdown=breakdown):
        if word.state == State.ACCEPTED and word.asked_fen == amount:
            continue
        if is_over(by=by, word=word, attempt=attempt):
            raise AidConfirmationExpired
        until = word.expires_at or _now(word) + PATIENCE
        raise AidConfirmationPending(
            asked=money.fen_text(amount),
            until=f"{clock.local(until):%H:%M:%S}",
            asked_fen=amount,
            expires_at=clock.local(until).isoformat(timespec="seconds"),
        )


def is_over(*, by: Any, word: VisitPayer, attempt: SettlementAttempt) -> bool:
    """Whether this call asked, and the payer let the time run out. Another call asks anew."""
    if word.state == State.WAITING:
        return word.expires_at <= _now(word)
    return word.state == State.EXPIRED and word.asked_at >= attempt.began_at


def ask(*, by: Any, word: VisitPayer, amount_fen: int) -> None:
    """Put an amount before the payer, or another amount in its place; the visit is locked."""
    if word.state == State.WAITING and word.asked_fen == amount_fen:
        return
    moment = _now(word)
    word.asked_fen, word.asked_at, word.expires_at = amount_fen, moment, moment + PATIENCE
    word.answered_at = None
    _move(by, word, State.WAITING, "asked_fen", "asked_at", "expires_at", "answered_at")
    key = f"{ASKED_TOPIC}:{word.pk}:{moment.timestamp()}"
    outbox.emit(ASKED_TOPIC, key=key, payload={"word": str(word.pk)})


def expire(*, by: Any, word: VisitPayer) -> None:
    """Nobody answered; the visit is locked."""
    _move(by, word, State.EXPIRED)


def _move(by: Any, word: VisitPayer, to: str, *fields: str) -> None:
    """Step along the table; a word that waits may be asked for another amount where it is."""
    again = word.state == to == State.WAITING
    verb = "settlement.payer.asked" if again else PAYER_MOVES.verb(word.state, to)
    word.state = to
    word.save(update_fields=["state", *fields])
    data = {"ref": word.ref, "asked_fen": word.asked_fen}
    audit.record(verb, by=by, subject=word.visit, data=data)


def accept(*, by: Any, ref: str, proof: str = "PIN", shown_fen: int | None = None) -> VisitPayer:
    """The payer agrees on the own phone, after unlocking (``proof`` FACE or PIN).

    ``shown_fen`` is the amount that the page showed (分). Makes the grant for once, good for this
    visit and amount. Raises ``request.not_found`` for anybody else, ``AidWordOver`` where the
    question is over or asks another amount now, and what ``grant_once.give`` raises.
    """
    with transaction.atomic():
        word = _held(by, ref)
        _must_wait(word)
        if shown_fen is not None and shown_fen != word.asked_fen:
            raise AidWordOver
        visit = word.visit
        word.grant = grant_once.give(
            by=by,
            payer=word.person,
            member=visit.person,
            visit_id=visit.visit_id,
            day=visit.service_date,
            asked_fen=word.asked_fen,
            use=aid_accounts.use_of(by=by, visit=visit),
            proof=proof,
        )
        word.answered_at = _now(word)
        _move(by, word, State.ACCEPTED, "grant", "answered_at")
    return word


def refuse(*, by: Any, ref: str) -> VisitPayer:
    """The payer does not agree: the bill is settled without this account, or not at all.

    Raises ``request.not_found`` for anybody else, ``AidWordOver`` where it is too late.
    """
    with transaction.atomic():
        word = _held(by, ref)
        _must_wait(word)
        word.answered_at = _now(word)
        _move(by, word, State.REFUSED, "answered_at")
    return word


def _must_wait(word: VisitPayer) -> None:
    is_open = word.state == State.WAITING and word.expires_at > _now(word)
    if not is_open or word.visit.state not in OPEN_STATES:
        raise AidWordOver


def _held(by: Any, ref: str) -> VisitPayer:
    """The payer's own word with its visit, which is locked first."""
    found = VisitPayer.objects.filter(ref=ref).first()
    if found is None or by is None or by.person_id != found.person_id:
        raise NotFound
    return _locked(found)


def _now(word: VisitPayer) -> datetime:
    return clock.now(word.person.tenant)


def _locked(found: VisitPayer) -> VisitPayer:
    rows = Visit.objects.select_for_update(of=("self",))
    visit = rows.select_related("person__tenant", "institution__tenant").get(pk=found.visit_id)
    word = VisitPayer.objects.select_related("person__tenant").get(pk=found.pk)
    word.visit = visit
    return word


def expire_old(*, by: Any, limit: int = 200) -> int:
    """Close questions whose 180 seconds are over; says how many."""
    over = moments.reached("expires_at", tenant="visit__tenant")
    late = VisitPayer.objects.filter(over, state=State.WAITING)
    done = 0
    for found in late.order_by("expires_at")[:limit]:
        with transaction.atomic():
            word = _locked(found)
            if word.state == State.WAITING and word.expires_at <= _now(word):
                expire(by=by, word=word)
                done += 1
    return done

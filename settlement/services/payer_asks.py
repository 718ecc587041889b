"""Asking payers before a bill is settled, in a transaction of its own (P113)."""

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction

from yibao.kernel import clock, idempotency
from yibao.kernel.errors import DomainError

from ..models import SettlementAttempt, VisitPayer
from ..states import AttemptState, PayerWordState
from . import attempts, payer_words, settlements

log = structlog.get_logger(__name__)
State = PayerWordState
_OPEN = (State.NEEDED, State.WAITING, State.ACCEPTED, State.EXPIRED)
_GRACE = timedelta(seconds=30)


def ask(
    *,
    by: Any,
    institution: Any,
    visit_id: str,
    key: str,
    ask: settlements.SettleAsk,
    scope: str,
) -> None:
    """Put the amount of a settle call before the payers who have to say yes to it.

    What hinders the bill is not raised here: the settling transaction meets it too, and stores it
    under the key. Raises ``SettlementKeyReversed`` only.
    """
    named = VisitPayer.objects.filter(visit__visit_id=visit_id, visit__institution=institution)
    if not named.filter(state__in=_OPEN).exists() or idempotency.is_answered(scope=scope, key=key):
        return
    with transaction.atomic(durable=True):
        attempt = attempts.held(by=by, key=key)
        if attempt.state in (AttemptState.SETTLED, AttemptState.REVERSED):
            return
        try:
            with transaction.atomic():
                _ask(by, institution, visit_id, attempt, ask)
        except DomainError as refusal:
            log.info("settlement.payer_not_asked", code=refusal.code)


def _ask(
    by: Any,
    institution: Any,
    visit_id: str,
    attempt: SettlementAttempt,
    ask: settlements.SettleAsk,
) -> None:
    found = settlements.look(
        by=by, institution=institution, visit_id=visit_id, attempt=attempt, ask=ask
    )
    due = payer_words.due(by=by, situation=found.situation, breakdown=found.breakdown)
    for word, amount in due:
        word.visit = found.visit
        _ask_one(by, word, amount, attempt)
    waited_for = [word.expires_at for word, _ in due if word.state == State.WAITING]
    if waited_for:
        # The call is not stale while somebody may answer.
        attempt.deadline_at = max(waited_for) + _GRACE
        attempt.save(update_fields=["deadline_at"])


def _ask_one(by: Any, word: VisitPayer, amount: int, attempt: SettlementAttempt) -> None:
    if word.state == State.ACCEPTED and word.asked_fen == amount:
        return
    if payer_words.is_over(by=by, word=word, attempt=attempt):
        if word.state == State.WAITING and word.expires_at <= clock.now(word.person.tenant):
            payer_words.expire(by=by, word=word)
        if word.asked_at >= attempt.began_at:
            return
    payer_words.ask(by=by, word=word, amount_fen=amount)

"""Receiving bills that tills took without a network: each once, in any order (feature 19, 21)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, strictjson
from yibao.kernel.errors import DomainError, ScopeMissing
from yibao.kernel.money import NotMoney, fen_text, line_fen, parse_count, parse_price

from ..errors import FeeTooLarge, MedTypeNotForInstitution
from ..errors.offline import (
    OfflineCareNotOffered,
    OfflineCashTooMuch,
    OfflineClockAhead,
    OfflineNonceUsed,
)
from ..models import OfflineBill
from ..rules import offline as rules
from ..rules.visits import fits_institution
from .fees import MOST_FEN


@dataclass(frozen=True, slots=True)
class OfflineAsk:
    """One bill as a till kept it.

    ``items`` are the lines as the till sends them: texts only, amounts in yuan. ``nonce`` is the
    terminal's own number of the bill; a repeat of it makes nothing new.
    """

    pass_text: str
    nonce: str
    terminal: str
    operator_code: str
    operator_name: str
    business_type: str
    med_type: str
    ipt_otp_no: str
    taken_at: datetime
    cash_taken_fen: int
    items: list[dict[str, str]]

    def __repr__(self) -> str:
        """Never the pass (T07, T88)."""
        return f"OfflineAsk({self.terminal}, {self.nonce})"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one ask: a stored bill (new, or known from before), or why there is none."""

    ask: OfflineAsk
    bill: OfflineBill | None = None
    is_new: bool = False
    refusal: DomainError | None = None


def receive(*, by: Any, institution: Any, asks: list[OfflineAsk]) -> list[Received]:
    """Store what is new; the checks follow by themselves. One bad bill stops no other.

    Refusals in the answer: ``OfflineNonceUsed``, ``OfflineClockAhead``, ``OfflineCareNotOffered``,
    ``MedTypeNotForInstitution``, ``OfflineCashTooMuch``, ``FeeTooLarge``.
    """
    if institution is None:
        raise ScopeMissing(scope="settlements:write")
    moment = clock.now(institution.tenant)
    fresh: dict[tuple[str, str], OfflineBill] = {}
    refused: dict[int, DomainError] = {}
    for position, ask in enumerate(asks):
        try:
            fresh.setdefault((ask.terminal, ask.nonce), _bill(by, institution, ask, moment))
        except DomainError as refusal:
            refused[position] = refusal
    with transaction.atomic():
        OfflineBill.objects.bulk_create(list(fresh.values()), ignore_conflicts=True)
        known = _known(institution, asks)
        for key, bill in fresh.items():
            if known[key].pk == bill.pk:
                audit.record("settlement.offline.received", by=by, subject=bill)
    return [
        Received(ask, refusal=refused[position])
        if position in refused
        else _received(ask, known[ask.terminal, ask.nonce], fresh)
        for position, ask in enumerate(asks)
    ]


def _known(institution: Any, asks: list[OfflineAsk]) -> dict[tuple[str, str], OfflineBill]:
    rows = OfflineBill.objects.select_related("settlement").filter(
        institution=institution,
        terminal_code__in={ask.terminal for ask in asks},
        nonce__in={ask.nonce for ask in asks},
    )
    return {(row.terminal_code, row.nonce): row for row in rows}


def _received(
    ask: OfflineAsk, bill: OfflineBill, fresh: dict[tuple[str, str], OfflineBill]
) -> Received:
    if bill.content_sha256 != _digest(ask):
        refusal = OfflineNonceUsed(terminal=ask.terminal, nonce=ask.nonce)
        return Received(ask, refusal=refusal)
    return Received(ask, bill=bill, is_new=fresh[ask.terminal, ask.nonce].pk == bill.pk)


def _bill(by: Any, institution: Any, ask: OfflineAsk, moment: datetime) -> OfflineBill:
    if rules.is_ahead(ask.taken_at, moment):
        raise OfflineClockAhead
    if ask.med_type not in rules.OFFLINE_MED_TYPES:
        raise OfflineCareNotOffered(med_type=ask.med_type)
    if not fits_institution(ask.med_type, institution.fixmedins_type):
        raise MedTypeNotForInstitution(med_type=ask.med_type)
    total = _total(ask)
    if ask.cash_taken_fen > total:
        raise OfflineCashTooMuch(cash=fen_text(ask.cash_taken_fen), total=fen_text(total))
    return OfflineBill(
        tenant_id=institution.tenant_id,
        institution=institution,
        client=by,
        nonce=ask.nonce,
        terminal_code=ask.terminal,
        operator_code=ask.operator_code,
        operator_name=ask.operator_name,
        business_type=ask.business_type,
        med_type=ask.med_type,
        ipt_otp_no=ask.ipt_otp_no,
        taken_at=ask.taken_at,
        day=clock.local(ask.taken_at).date(),
        received_at=moment,
        pass_text=ask.pass_text,
        items=strictjson.canonical(ask.items).decode(),
        content_sha256=_digest(ask),
        total_fen=total,
        cash_taken_fen=ask.cash_taken_fen,
    )


def _total(ask: OfflineAsk) -> int:
    try:
        total = sum(line_fen(parse_price(it["pric"]), parse_count(it["cnt"])) for it in ask.items)
    except NotMoney as beyond:
        raise FeeTooLarge from beyond
    if not 0 < total <= MOST_FEN:
        raise FeeTooLarge
    return total


def _digest(ask: OfflineAsk) -> str:
    """Of everything that the till says of the bill; spelling of the moment does not matter."""
    said = {
        "pass": ask.pass_text,
        "operator": [ask.operator_code, ask.operator_name],
        "care": [ask.business_type, ask.med_type, ask.ipt_otp_no],
        "taken_at": int(ask.taken_at.timestamp()),
        "cash_taken_fen": ask.cash_taken_fen,
        "items": ask.items,
    }
    return hashlib.sha256(strictjson.canonical(said)).hexdigest()

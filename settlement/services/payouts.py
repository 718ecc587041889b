"""Paying out money of closed accounts: proposed by one of finance, paid by another (four eyes)."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking
from yibao.kernel.money import fen_text
from yibao.kernel.transitions import START

from ..errors import PayoutOpen, PayoutSamePerson, PayoutStateRefused, PayoutTooMuch
from ..models import LedgerAccount, SuspensePayout
from ..states import PAYOUT_MOVES, PayoutState
from . import closed_accounts, ledger, suspense_messages

_PAID_OUT = ("PAID_OUT", "suspense")


@dataclass(frozen=True, slots=True)
class PayoutAsk:
    """To whom how much is to be paid (分)."""

    amount_fen: int
    way: str
    payee: str
    bank_account: str


def propose(*, by: Any, account_id: Any, ask: PayoutAsk, reason: str) -> SuspensePayout:
    """Ask for a payment out of a SUSPENSE account. Raises ``PayoutTooMuch``, ``PayoutOpen``."""
    with transaction.atomic():
        account = _account(account_id)
        if not 0 < ask.amount_fen <= account.balance_fen:
            raise PayoutTooMuch(left=fen_text(account.balance_fen))
        try:
            with transaction.atomic():
                row = SuspensePayout.objects.create(
                    account=account,
                    amount_fen=ask.amount_fen,
                    way=ask.way,
                    payee=ask.payee,
                    bank_account=ask.bank_account,
                    proposer=by,
                    proposed_at=clock.now(),
                )
        except IntegrityError as taken:
            raise PayoutOpen from taken
        _note(by, row, PAYOUT_MOVES.verb(START, row.state), reason)
    return row


def pay(*, by: Any, payout_id: Any, bank_number: str, reason: str) -> SuspensePayout:
    """The second person has transferred the money: into the books, once.

    Raises ``PayoutSamePerson``, ``PayoutStateRefused``, ``PayoutTooMuch``.
    """
    with transaction.atomic():
        row = _locked(payout_id, PayoutState.PAID)
        if by is None or by.pk == row.proposer_id:
            raise PayoutSamePerson
        account = _account(row.account_id)
        if account.balance_fen < row.amount_fen:
            raise PayoutTooMuch(left=fen_text(account.balance_fen))
        _post(by, row, account)
        row.payer, row.bank_number = by, bank_number
        _end(by, row, PayoutState.PAID, reason)
        suspense_messages.paid(by=by, payout=row)
    return row


def cancel(*, by: Any, payout_id: Any, reason: str) -> SuspensePayout:
    """Take a proposal back; nothing was paid. Raises ``PayoutStateRefused``.

    Somebody who is insured here again gets what it kept aside.
    """
    with transaction.atomic():
        row = _locked(payout_id, PayoutState.CANCELLED)
        _end(by, row, PayoutState.CANCELLED, reason)
        closed_accounts.payout_ended(by=by, payout=row)
    return row


def _account(account_id: Any) -> LedgerAccount:
    rows = LedgerAccount.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=account_id, kind=LedgerAccount.Kind.SUSPENSE)


def _locked(payout_id: Any, to: str) -> SuspensePayout:
    rows = SuspensePayout.objects.select_for_update(of=("self",)).select_related("account__person")
    row = rows.get(pk=payout_id)
    if not PAYOUT_MOVES.allows(row.state, to):
        raise PayoutStateRefused(state=row.get_state_display())
    return row


def _post(by: Any, row: SuspensePayout, account: LedgerAccount) -> None:
    wanted = {_PAID_OUT}
    out = ledger.plain_accounts(by=by, tenant_id=account.tenant_id, wanted=wanted)[_PAID_OUT]
    ledger.post(
        by=by,
        tenant_id=account.tenant_id,
        kind="payout",
        business=f"payout:{row.pk}",
        legs=[
            ledger.Leg(account.pk, debit_fen=row.amount_fen),
            ledger.Leg(out.pk, credit_fen=row.amount_fen),
        ],
    )


def _end(by: Any, row: SuspensePayout, to: str, reason: str) -> None:
    verb = PAYOUT_MOVES.verb(row.state, to)
    row.state, row.ended_at = to, clock.now()
    row.save(update_fields=["state", "ended_at", "payer", "bank_number"])
    _note(by, row, verb, reason)


def _note(by: Any, row: SuspensePayout, verb: str, reason: str) -> None:
    data = {"reason": masking.mask_text(reason)}
    audit.record(verb, by=by, subject=row, tenant_id=row.account.tenant_id, data=data)

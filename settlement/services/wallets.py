"""Money for a relative's wallet (医保钱包, P99): offered, taken, refused, given back.

It leaves the giver's personal account at once and waits in HELD, so that it can be neither spent
twice nor lost. Money of a wallet pays care and medicine only and is never passed on (P102).
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from family.data.aid import PROOFS
from family.selectors import grants
from family.selectors.insured import is_insured
from family.services import aid_checks
from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, outbox
from yibao.kernel.errors import NotFound
from yibao.kernel.money import format_yuan

from .. import errors
from ..data.wallets import WalletRules
from ..models import LedgerAccount, WalletTransfer
from ..rules import wallets as rules
from ..selectors import wallets as found
from ..states import TRANSFER_MOVES, TransferState
from . import ledger

if TYPE_CHECKING:
    from accounts.models import Person

MOVED_TOPIC = "settlement.wallet.moved"
TRANSIT = ("HELD", "wallet-transit")
_KIND = LedgerAccount.Kind


def open_wallet(*, by: Any, person: "Person") -> LedgerAccount:
    """Open the person's wallet; doing it again changes nothing. Raises ``WalletNotInsured``."""
    aid_checks.check_owner(by=by, person=person)
    known = found.wallet_of(person)
    if known is not None:
        return known
    if not is_insured(person):
        raise errors.WalletNotInsured
    with transaction.atomic():
        account, is_new = LedgerAccount.objects.get_or_create(
            tenant_id=person.tenant_id,
            kind=_KIND.WALLET,
            code=str(person.pk),
            defaults={"person": person, "is_tracked": True},
        )
        if is_new:
            audit.record(
                "settlement.wallet.opened", by=by, subject=account, tenant_id=person.tenant_id
            )
    return account


def offer(
    *, by: Any, giver: "Person", receiver: "Person", amount_fen: int, key: str, proof: str
) -> WalletTransfer:
    """Take ``amount_fen`` 分 from the giver's personal account for the receiver's wallet.

    ``key`` makes a repeat the same transfer. Raises what ``check`` raises, ``MoneyHeld`` (T16),
    ``WalletProofMissing``, ``WalletNotOpen``, ``WalletDailyCount``, ``WalletBalanceShort``.
    """
    aid_checks.check_actor(by=by, person=giver)
    if proof not in PROOFS:
        raise errors.WalletProofMissing
    with transaction.atomic():
        accounts = _locked(giver)
        known = found.by_key(giver, key)
        if known is not None:
            return known
        moment = clock.local(clock.now(giver.tenant))  # after the wait for the lock
        limits = found.rules_of(giver, moment.date())
        near = check(by=by, giver=giver, receiver=receiver, amount_fen=amount_fen)
        wallet, account = accounts.get(_KIND.WALLET), accounts.get(_KIND.PERSONAL)
        if wallet is None or account is None:
            raise errors.WalletNotOpen
        number = found.made_on(wallet, moment.date()) + 1
        if number > limits.daily_count:
            raise errors.WalletDailyCount(most=limits.daily_count)
        failpoints.hit("after_locks")
        if amount_fen > account.balance_fen:
            raise errors.WalletBalanceShort
        transfer = WalletTransfer.objects.create(
            tenant_id=giver.tenant_id,
            key=key,
            giver=giver,
            receiver=receiver,
            relation=near.relation,
            account=account,
            wallet=wallet,
            to_wallet=found.wallet_of(receiver),
            amount_fen=amount_fen,
            most_fen=limits.most_fen,
            day=moment.date(),
            nth=number,
            daily_most=limits.daily_count,
            proof=proof,
            made_at=moment,
            deadline_at=rules.deadline(limits, moment),
        )
        _post(by, transfer, "wallet", debit=account.pk, credit=_transit(by, transfer))
        _announce(by, transfer, TRANSFER_MOVES.verb("", transfer.state))
    return transfer


def check(*, by: Any, giver: "Person", receiver: "Person", amount_fen: int) -> found.Near:
    """What does not need the accounts' lock; also asked before the last page.

    Raises ``WalletClosedHours`` (exact to the second), ``WalletAmountRefused``,
    ``WalletKinRefused`` (P96), ``WalletGiverRefused`` (P95, P115), ``WalletBlocked`` (P104) and
    ``WalletReceiverNotOpen``.
    """
    moment = clock.local(clock.now(giver.tenant))
    limits = found.rules_of(giver, moment.date())
    if not rules.is_open(limits, moment):
        raise closed_hours(by=by, limits=limits)
    if not 0 < amount_fen <= limits.most_fen:
        raise errors.WalletAmountRefused(most=format_yuan(limits.most_fen))
    hindrance = found.giver_refusal(giver)
    if hindrance is not None:
        raise hindrance
    near = found.near(giver, receiver.pk)
    if near is None or giver.tenant_id != receiver.tenant_id:
        raise errors.WalletKinRefused
    if grants.is_blocked(receiver.pk, giver.pk):
        raise errors.WalletBlocked
    if not near.has_wallet:
        raise errors.WalletReceiverNotOpen(name=receiver.masked_name)
    return near


def closed_hours(*, by: Any, limits: WalletRules) -> errors.WalletClosedHours:
    """The refusal at night, with its hours."""
    return errors.WalletClosedHours(
        closed_from=f"{limits.closed_from:%H:%M}", closed_until=f"{limits.closed_until:%H:%M}"
    )


def accept(*, by: Any, ref: str) -> WalletTransfer:
    """The receiver takes the money, before the deadline. Raises ``WalletOver``, ``NotFound``."""
    with transaction.atomic():
        transfer = _open_transfer(by, ref)
        if transfer.receiver_id != by.person_id:
            raise NotFound
        if clock.now(transfer.receiver.tenant) >= transfer.deadline_at:
            raise errors.WalletOver(state=TransferState.RETURNED.label)
        transit = _transit(by, transfer)
        _post(by, transfer, "wallet_accept", debit=transit, credit=transfer.to_wallet_id)
        _end(by, transfer, TransferState.ACCEPTED)
    return transfer


def refuse(*, by: Any, ref: str) -> WalletTransfer:
    """The receiver does not want it; the money is back at once."""
    with transaction.atomic():
        transfer = _open_transfer(by, ref)
        if transfer.receiver_id != by.person_id:
            raise NotFound
        _give_back(by, transfer, TransferState.REFUSED)
    return transfer


def take_back(*, by: Any, ref: str) -> WalletTransfer:
    """The giver changes their mind before it was taken; the number of the day stays used."""
    with transaction.atomic():
        transfer = _open_transfer(by, ref)
        if transfer.giver_id != by.person_id:
            raise NotFound
        _give_back(by, transfer, TransferState.TAKEN_BACK)
    return transfer


def return_overdue(*, by: Any) -> int:
    """Give back what nobody took by 06:00 of the next day; one transaction each. How many."""
    return sum(_returned(by, pk) for pk in found.overdue())


def died(*, by: Any, person: "Person") -> None:
    """Nobody takes what was offered to the dead, nor gives in their name; before the accounts are
    closed (locks: transfers, then accounts)."""
    for transfer in found.under_way(person).order_by("pk"):
        with transaction.atomic():
            _returned(by, transfer.pk)


def _returned(by: Any, pk: Any) -> bool:
    with transaction.atomic():
        transfer = _row(pk=pk)
        if transfer is None or transfer.state != TransferState.OFFERED:
            return False
        _give_back(by, transfer, TransferState.RETURNED)
    return True


def _locked(giver: "Person") -> dict[str, LedgerAccount]:
    rows = LedgerAccount.objects.select_for_update().filter(
        person=giver, kind__in=[_KIND.PERSONAL, _KIND.WALLET], closed_at__isnull=True
    )
    return {row.kind: row for row in rows.order_by("pk")}


def _row(**which: Any) -> WalletTransfer | None:
    rows = WalletTransfer.objects.select_for_update(of=("self",)).filter(**which)
    return rows.select_related("giver__tenant", "receiver__tenant").first()


def _open_transfer(by: Any, ref: str) -> WalletTransfer:
    transfer = _row(ref=ref)
    if transfer is None or by.person_id not in (transfer.giver_id, transfer.receiver_id):
        raise NotFound
    if transfer.state != TransferState.OFFERED:
        raise errors.WalletOver(state=transfer.get_state_display())
    return transfer


def _give_back(by: Any, transfer: WalletTransfer, state: TransferState) -> None:
    """To the account it came from; a closed one hands it on to its person's SUSPENSE (T64)."""
    transit = _transit(by, transfer)
    _post(by, transfer, "wallet_back", debit=transit, credit=transfer.account_id)
    _end(by, transfer, state)


def _end(by: Any, transfer: WalletTransfer, state: TransferState) -> None:
    verb = TRANSFER_MOVES.verb(transfer.state, state)
    transfer.state, transfer.ended_at = state, clock.now(transfer.giver.tenant)
    transfer.save(update_fields=["state", "ended_at"])
    _announce(by, transfer, verb)


def _transit(by: Any, transfer: WalletTransfer) -> Any:
    accounts = ledger.plain_accounts(by=by, tenant_id=transfer.tenant_id, wanted={TRANSIT})
    return accounts[TRANSIT].pk


def _post(by: Any, transfer: WalletTransfer, kind: str, *, debit: Any, credit: Any) -> None:
    ledger.post(
        by=by,
        tenant_id=transfer.tenant_id,
        kind=kind if kind != "wallet" else "wallet_offer",
        business=f"{kind}:{transfer.pk}",
        legs=[
            ledger.Leg(debit, debit_fen=transfer.amount_fen),
            ledger.Leg(credit, credit_fen=transfer.amount_fen),
        ],
    )
    failpoints.hit("after_ledger")


def _announce(by: Any, transfer: WalletTransfer, verb: str) -> None:
    audit.record(verb, by=by, subject=transfer, tenant_id=transfer.tenant_id)
    outbox.emit(
        MOVED_TOPIC,
        key=f"{MOVED_TOPIC}:{transfer.pk}:{transfer.state}",
        payload={"transfer": str(transfer.pk), "state": transfer.state},
    )

"""Closing a personal account: death, insurance moved away (P39, P118); what it held waits.

Closing the login closes nothing here: the person stays insured and the account is kept by law.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from accounts.selectors import enrolments
from yibao.audit import services as audit
from yibao.kernel import clock

from ..models import LedgerAccount, SuspensePayout
from ..rules import closed_accounts as rules
from ..states import PayoutState
from . import ledger, suspense_messages

if TYPE_CHECKING:
    from accounts.models import Person

DEATH, MOVED = "DEATH", "MOVED"
_KIND = LedgerAccount.Kind


def died(*, by: Any, person: "Person") -> None:
    """The accounts of the dead are closed; finance pays their money to the heirs."""
    with transaction.atomic():
        for account in _locked([person], _KIND.PERSONAL, _KIND.WALLET, closed=False):
            _close(by, account, DEATH)


def insurance_changed(*, by: Any, persons: Iterable["Person"]) -> int:
    """Close the accounts of those whose insurance has moved away, open those of returners.

    Returns how many changed. Two statements for those who have no account or did not move.
    """
    asked = list(persons)
    with transaction.atomic():
        known = LedgerAccount.objects.filter(kind=_KIND.PERSONAL, person__in=asked)
        holders = list(known.values_list("person_id", flat=True))
        relations = _relations(holders)
        left = [pk for pk, held in relations.items() if rules.has_left(held, _home())]
        here = [pk for pk, held in relations.items() if rules.is_here(held, _home())]
        changed = 0
        for account in _locked(left, _KIND.PERSONAL, closed=False):
            _close(by, account, MOVED)
            changed += 1
        for account in _locked(here, _KIND.PERSONAL, closed=True):
            changed += _open(by, account)
    return changed


def _home() -> str:
    return settings.HOME_REGION_CODE


def _relations(holders: list[Any]) -> dict[Any, list[rules.Relation]]:
    found: dict[Any, list[rules.Relation]] = {pk: [] for pk in holders}
    for row in enrolments.of_people(holders):
        found[row.person_id].append(
            rules.Relation(row.insutype, row.insuplc_admdvs, row.psn_insu_stas, row.is_current)
        )
    return found


def _locked(people: Iterable[Any], *kinds: str, closed: bool) -> list[LedgerAccount]:
    return list(
        LedgerAccount.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(kind__in=kinds, person__in=list(people), closed_at__isnull=not closed)
        .order_by("pk")
    )


def _close(by: Any, account: LedgerAccount, cause: str) -> None:
    held_fen = account.balance_fen
    account.closed_at = clock.now()
    account.save(update_fields=["closed_at"])
    if held_fen:
        ledger.empty(by=by, account=account, business=f"closing:{account.closed_at:%Y%m%d%H%M%S%f}")
    _note(by, account, "settlement.account.closed", cause)
    if cause == MOVED:
        suspense_messages.held(by=by, account=account, amount_fen=held_fen)


def payout_ended(*, by: Any, payout: SuspensePayout) -> None:
    """What a payout kept aside and did not take goes to the account that was opened meanwhile.

    Runs in the transaction that ended the payout and holds its row.
    """
    open_one = _locked([payout.account.person_id], _KIND.PERSONAL, closed=False)
    for account in open_one:
        _take_back(by, account, f"payout:{payout.pk}")


def _open(by: Any, account: LedgerAccount) -> bool:
    """Insured here again: the account takes back what still waits. Not for the dead."""
    if account.person.deceased_on is not None:
        return False
    closed_at, account.closed_at = account.closed_at, None
    account.save(update_fields=["closed_at"])
    _take_back(by, account, f"opening:{closed_at:%Y%m%d%H%M%S%f}")
    _note(by, account, "settlement.account.opened_again", "RETURNED")
    return True


def _take_back(by: Any, account: LedgerAccount, business: str) -> None:
    """All that waits but what finance may be transferring now: a proposed payout keeps it aside."""
    waiting = LedgerAccount.objects.select_for_update().filter(
        kind=_KIND.SUSPENSE, person=account.person_id, balance_fen__gt=0
    )
    for row in waiting.order_by("pk"):
        # Read after the lock, which a proposal takes as well.
        proposed = SuspensePayout.objects.filter(account=row, state=PayoutState.PROPOSED).first()
        free_fen = row.balance_fen - (proposed.amount_fen if proposed else 0)
        if free_fen <= 0:
            continue
        ledger.post(
            by=by,
            tenant_id=account.tenant_id,
            kind="unsweep",
            business=f"{business}:{account.pk}",
            legs=[
                ledger.Leg(row.pk, debit_fen=free_fen),
                ledger.Leg(account.pk, credit_fen=free_fen),
            ],
        )


def _note(by: Any, account: LedgerAccount, verb: str, cause: str) -> None:
    data = {"cause": cause}
    audit.record(verb, by=by, subject=account, tenant_id=account.tenant_id, data=data)

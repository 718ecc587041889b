"""What the database holds: snapshots while the clients work, everything after they stopped."""

import threading
from collections import defaultdict
from typing import Any

from django.db import connection, transaction

from settlement.models import LedgerAccount, Refund, Settlement
from settlement.selectors import proof
from yibao.kernel import idempotency
from yibao.kernel.models import IdempotencyKey

from .city import City
from .history import REFUND, Books, Operation, Snapshot

SECONDS_BETWEEN = 1.0
_SPENT = """
SELECT coalesce(sum(p.amount_fen - p.refunded_fen), 0) FROM settlement_settlementpart p
WHERE p.kind IN ('OWN_ACCOUNT', 'AID_ACCOUNT') AND p.account_id = ANY(%s)"""
_LEGS = "SELECT coalesce(sum(debit_fen - credit_fen), 0) FROM settlement_ledgerentry"


class Reader(threading.Thread):
    """Takes full snapshots until told to stop."""

    def __init__(self, city: City) -> None:
        super().__init__(daemon=True)
        self.accounts = account_ids(city)
        self.stopping = threading.Event()
        self.snapshots: list[Snapshot] = []

    def run(self) -> None:
        """One moment of the whole, again and again."""
        try:
            while not self.stopping.wait(SECONDS_BETWEEN):
                self.snapshots.append(self.look())
        finally:
            connection.close()

    def look(self) -> Snapshot:
        """Accounts, legs and bills as of one moment."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            rows = LedgerAccount.objects.filter(pk__in=self.accounts)
            balances = {str(pk): fen for pk, fen in rows.values_list("pk", "balance_fen")}
            cursor.execute(_LEGS)
            legs = int(cursor.fetchone()[0])
            cursor.execute(_SPENT, [self.accounts])
            return Snapshot(balances, legs, int(cursor.fetchone()[0]))


def account_ids(city: City) -> list[Any]:
    """The personal accounts of the city's payers."""
    people = [payer.person for payer in city.payers]
    rows = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.PERSONAL, person__in=people)
    return list(rows.values_list("pk", flat=True))


def read(city: City, history: list[Operation], answers: dict[str, list[tuple[str, str]]]) -> Books:
    """The books of one city after its run, with the proof of all books."""
    clients = [till.client for till in city.tills]
    bills: dict[str, list[str]] = defaultdict(list)
    states = {}
    found = Settlement.objects.filter(client__in=clients).select_related("attempt")
    for bill in found.iterator():
        bills[bill.attempt.key].append(bill.setl_id)
        states[bill.setl_id] = bill.state
    broken = [f"{one['rule']}: {one['row']}" for one in proof.verify()]
    return Books(dict(bills), states, _refunds(clients, history), answers, broken)


def _refunds(clients: list[Any], history: list[Operation]) -> dict[str, list[str]]:
    """By key, from the stored answers; a refund that no key owns stands under its own number."""
    rows = Refund.objects.filter(settlement__client__in=clients, is_reversal=False)
    unowned = set(rows.values_list("refund_setl_id", flat=True))
    keys = {one.key for one in history if one.kind == REFUND}
    held: dict[str, list[str]] = {}
    for row in IdempotencyKey.objects.filter(key__in=keys, status=201).iterator():
        answer = idempotency.stored(scope=row.scope, key=row.key)
        named = [number for number in unowned if number in answer.body.decode()] if answer else []
        held[row.key] = named
        unowned -= set(named)
    return {**held, **{f"without a key: {number}": [number] for number in unowned}}

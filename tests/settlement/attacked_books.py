"""A bill in the books, and statements that attack it."""

from django.db import DatabaseError, connection, transaction

from settlement.models import LedgerAccount, Quote, Settlement, SettlementAttempt, Visit
from settlement.services import attempts, ledger

#: check_violation, or integrity_constraint_violation of the append-only guards.
RULE = "23514 23000"


TWICE, NO_SOURCE, OVERLAP, NO_RIGHT = "23505", "23503", "23P01", "42501"


LINES = [("1", "XA01", "2", "150.00"), ("2", "XB02", "1", "100.00"), ("3", "XC04", "1", "50.00")]


def sqlstate_of(statement: str, values: dict) -> str:
    """What PostgreSQL says to a statement, deferred judgements included; "" where it agrees."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError as refusal:
        return refusal.__cause__.sqlstate
    return ""


class Books:
    """A settled and partly refunded bill, and the ids that the statements name."""

    def __init__(self, till, worker, other) -> None:
        bill = till.bill(worker, *LINES)
        answer = till.post(
            f"settlements/{bill['setl_id']}/refunds/",
            {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "x"},
        )
        assert answer.status_code == 201
        row = Settlement.objects.get(setl_id=bill["setl_id"])
        fresh = Settlement.objects.get(setl_id=till.bill(other, *LINES)["setl_id"])
        ledger.deposit(by=None, person=other.person, amount_fen=50000, business="more")
        open_visit = till.visit(other)
        till.fees(open_visit, ("1", "XA01", "1", "1.00"))
        quote = till.quote(open_visit)["quote_id"]
        attempts.begin(by=till.client, key="spare")
        self.ids = {
            "settlement": row.pk,
            "fresh": fresh.pk,
            "visit": row.visit_id,
            "open_visit": Visit.objects.get(visit_id=open_visit).pk,
            "spare_quote": Quote.objects.get(quote_id=quote).pk,
            "spare_attempt": SettlementAttempt.objects.get(key="spare").pk,
            "posting": row.postings.first().pk,
            "tenant": row.tenant_id,
            "account": LedgerAccount.objects.get(kind="PERSONAL", person=worker.person).pk,
            "other_account": LedgerAccount.objects.get(kind="PERSONAL", person=other.person).pk,
            "cash": LedgerAccount.objects.get(kind="CASH_CLEARING").pk,
            "refund": row.refunds.get().pk,
            "part": row.parts.get(kind="FUND").pk,
            "own_part": row.parts.get(kind="OWN_ACCOUNT").pk,
            "one": 1,
            "fresh_part": fresh.parts.get(kind="FUND").pk,
            "line": row.lines.first().pk,
            "last_line": row.lines.last().pk,
            "fresh_line": fresh.lines.first().pk,
            "attempt": row.attempt_id,
            "pack": row.pack_id,
            "person": worker.person.pk,
            "other_person": other.person.pk,
        }
        with connection.cursor() as cursor:  # what was done so far is judged before the attacks
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def refuse(self, *statements: str, by: str = RULE) -> None:
        """Each statement alone is refused, and with this state: not by a slip in the statement."""
        for statement in statements:
            found = sqlstate_of(statement, self.ids)
            assert found and found in by, f"{found or 'accepted'}: {statement}"

    def accept(self, *statements: str) -> None:
        """The counter-proof: a refusal above has the reason that it names."""
        for statement in statements:
            assert sqlstate_of(statement, self.ids) == "", statement


#: The id of a row that does not exist yet.
NEW = "00000000-0000-4000-8000-000000000001"


NEW_POSTING = (
    "INSERT INTO settlement_posting (id, tenant_id, kind, business, settlement_id, created_at)"
    " VALUES (gen_random_uuid(), %(tenant)s, 'x', 'x:' || random(), {settlement}, now())"
)


LEGS = (
    "WITH p AS (" + NEW_POSTING.format(settlement="{settlement}") + " RETURNING id)"
    " INSERT INTO settlement_ledgerentry (posting_id, account_id, debit_fen, credit_fen)"
    " SELECT p.id, e.account::uuid, e.debit, e.credit FROM p, (VALUES {legs})"
    " AS e (account, debit, credit)"
)


def legs(*rows: tuple[str, int, int], settlement: str = "NULL") -> str:
    """One posting with legs (account, debit, credit) in one statement."""
    listed = ", ".join(f"(%({account})s, {debit}, {credit})" for account, debit, credit in rows)
    return LEGS.format(settlement=settlement, legs=listed)

"""What an intruder with the owner's rights and sleeping triggers breaks is found and named."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection

from settlement.models import CardRefund, LedgerAccount, Posting, Settlement
from settlement.selectors import proof
from settlement.services import ledger
from tests.factories import cards as bank
from tests.factories import premiums, world
from tests.factories.aid import make_grant

pytestmark = pytest.mark.django_db

#: rule → what the intruder does, and a query for the row that must be named.
BREAKS = {
    "F52": (
        "INSERT INTO settlement_allotmentfile (id, ref, tenant_id, kind, title, sha256, state,"
        " rows_total, rows_ready, ready_fen, rows_done, done_fen, rows_failed, report,"
        " uploaded_by_id, created_at) SELECT v.id, 'HR1', v.tenant_id, 'MONTHLY', '', 'x',"
        " 'RECEIVED', 1, 1, 1, 1, 1, 0, '{}', u.id, now() FROM settlement_visit v,"
        " accounts_user u WHERE v.id = %(visit)s AND u.person_id = v.person_id;"
        " INSERT INTO settlement_allotmentrow (file_id, line, psn_no, month, amount_fen,"
        " person_id, problem, posted_at) SELECT id, 1, 'x', '2026-11-01', 1, person_id, '', now()"
        " FROM settlement_visit WHERE id = %(visit)s",
        None,
    ),
    "P99": (
        "UPDATE settlement_ledgeraccount SET kind = 'HELD', code = 'wallet-transit'"
        " WHERE id = %(account)s",
        "",
    ),
    "P118": (
        "UPDATE settlement_ledgeraccount SET closed_at = now() WHERE id = %(account)s",
        "account",
    ),
    "I1": (
        "UPDATE settlement_ledgerentry SET debit_fen = debit_fen + 1 WHERE id = (SELECT min(id)"
        " FROM settlement_ledgerentry WHERE posting_id = %(posting)s AND debit_fen > 0)",
        "posting",
    ),
    "I3": (
        "ALTER TABLE settlement_ledgeraccount DROP CONSTRAINT"
        " settlement_ledgeraccount_balance_is_not_negative;"
        " UPDATE settlement_ledgeraccount SET balance_fen = -1 WHERE id = %(account)s",
        "account",
    ),
    "I4": (
        "UPDATE settlement_ledgeraccount SET balance_fen = balance_fen + 1 WHERE id = %(account)s",
        "account",
    ),
    "I5": (
        "UPDATE settlement_settlementpart SET amount_fen = amount_fen + 1"
        " WHERE settlement_id = %(settlement)s AND kind = 'CASH'",
        "setl_id",
    ),
    "I6": (
        "UPDATE settlement_settlementline SET amount_fen = amount_fen + 1,"
        " fulamt_ownpay_amt_fen = fulamt_ownpay_amt_fen + 1"
        " WHERE settlement_id = %(settlement)s",
        "setl_id",
    ),
    "I8": (
        "DROP INDEX settlement_settlement_one_a_visit;"
        " UPDATE settlement_settlement SET visit_id = %(visit)s WHERE id = %(other)s",
        "visit",
    ),
    "I9": (
        "ALTER TABLE vouchers_scan DROP CONSTRAINT vouchers_scan_code_id_key;"
        " UPDATE vouchers_scan SET code_id = %(code)s",
        "code",
    ),
    "I10": (
        "UPDATE settlement_settlementpart SET refunded_fen = 1 WHERE id = %(part)s",
        "part",
    ),
    "I11": (
        "UPDATE settlement_settlement SET state = 'REVERSED' WHERE id = %(settlement)s",
        "setl_id",
    ),
    "I12": ("UPDATE settlement_visit SET state = 'REFUNDED' WHERE id = %(visit)s", "visit_id"),
    "I21": ("DELETE FROM kernel_outboxmessage WHERE key = %(news)s", "setl_id"),
    "P166": ("UPDATE settlement_settlementpart SET kind = 'CARD' WHERE id = %(part)s", "part"),
    "P173": (
        "UPDATE settlement_cardrefund SET amount_fen = amount_fen + 1 WHERE ref = %(card_refund)s",
        "card_refund",
    ),
    "P172": (
        "UPDATE settlement_premium SET amount_fen = amount_fen + 1 WHERE ref = %(premium)s",
        "premium",
    ),
    "T70": ("UPDATE settlement_posting SET kind = 'clearing' WHERE id = %(posting)s", "business"),
    "I24": (
        "INSERT INTO settlement_ledgerentry (posting_id, account_id, debit_fen, credit_fen)"
        " VALUES (%(posting)s, %(account)s, 1, 0)",
        "",
    ),
}


@pytest.fixture
def ids(till, worker, city, settings, tmp_path):
    """Two bills of two people, and one that a card paid and got back."""
    settings.DATA_DIR = tmp_path
    first = till.bill(worker, ("1", "XA01", "1", "300.00"))
    second = till.bill(world.insured(city), ("1", "XA01", "1", "300.00"))
    bill = Settlement.objects.get(setl_id=first["setl_id"])
    payer = world.insured(city)
    bank.bind(payer)
    paid = till.bill(payer, ("1", "XA01", "1", "300.00"), method="bank_card")
    till.post(f"settlements/{paid['setl_id']}/refunds/", {"lines": None, "reason": "退"})
    premiums.plan()
    resident = premiums.resident(city)
    make_grant(worker, resident, uses=("PREMIUM",))
    ledger.deposit(by=None, person=worker.person, amount_fen=100000, business="for the premium")
    return {
        "premium": premiums.pay(worker, resident).ref,
        "card_refund": CardRefund.objects.get().ref,
        "settlement": bill.pk,
        "setl_id": bill.setl_id,
        "business": f"settlement:{bill.pk}",
        "other": Settlement.objects.get(setl_id=second["setl_id"]).pk,
        "visit": bill.visit_id,
        "visit_id": bill.visit.visit_id,
        "news": f"settlement.settled:{bill.pk}",
        "code": bill.visit.scan.code_id,
        "part": bill.parts.get(kind="CASH").pk,
        "posting": Posting.objects.get(settlement=bill).pk,
        "account": LedgerAccount.objects.get(kind="PERSONAL", person=worker.person).pk,
    }


def verified():
    """Exit code and answer of the command."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_invariants", "--json", stdout=out)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


class TestVerify:
    def test_knows_each_rule_that_is_broken_here(self):
        assert set(BREAKS) == set(proof.rules())

    def test_is_content_with_whole_books(self, ids):
        code, answer = verified()
        assert (code, answer["ok"], answer["breaks"]) == (0, True, [])

    @pytest.mark.parametrize("rule", BREAKS)
    def test_names_rule_and_row(self, ids, as_owner, rule):
        """I4, T69: found by its own query, exit code 1."""
        statement, row = BREAKS[rule]
        with connection.cursor() as cursor:
            # DDL of the intruder waits for judgements that are still open.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        as_owner(lambda cursor: cursor.execute(statement, ids))
        code, answer = verified()
        found = [each for each in answer["breaks"] if each["rule"] == rule]
        assert code == 1 and found, answer
        if row:
            assert str(ids[row]) in [each["row"] for each in found]

    def test_speaks_plainly_without_json(self, ids, as_owner, capsys):
        as_owner(lambda cursor: cursor.execute("UPDATE settlement_visit SET state = 'REFUNDED'"))
        with pytest.raises(SystemExit):
            call_command("verify_invariants")
        assert "I12 不成立" in capsys.readouterr().out

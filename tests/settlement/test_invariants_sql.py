"""The money invariants hold in the database itself: for the application and for its owner."""

import pytest
from django.db import connection

from tests.factories import world
from tests.factories.aid import make_grant
from tests.settlement.attacked_books import (
    NEW,
    NEW_POSTING,
    NO_SOURCE,
    OVERLAP,
    TWICE,
    Books,
    legs,
)
from yibao.cases import services as cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(till, worker, city):
    """As the application."""
    return Books(till, worker, world.insured(city, balance="100.00"))


@pytest.fixture
def owned(books):
    """As the owner of the tables, with every trigger awake."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield books
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE yibao_app")


class TestTheOwner:
    def test_cannot_unbalance_a_posting(self, owned):
        """I1: no legs, one leg, two that differ; also added to a posting of yesterday."""
        owned.accept(legs(("cash", 5, 0), ("other_account", 0, 5)))
        owned.refuse(
            NEW_POSTING.format(settlement="NULL"),
            legs(("cash", 5, 0)),
            legs(("cash", 5, 0), ("other_account", 0, 4)),
            legs(("cash", 0, 0), ("other_account", 0, 0)),
            legs(("cash", 5, 5), ("other_account", 5, 5)),
            legs(("cash", -5, 0), ("other_account", 0, -5)),
            "INSERT INTO settlement_ledgerentry (posting_id, account_id, debit_fen, credit_fen)"
            " VALUES (%(posting)s, %(cash)s, 1, 0)",
        )

    def test_cannot_change_books_and_audit(self, owned):
        """I2, T42: rows, and TRUNCATE too (finding 7)."""
        for table in (
            "settlement_ledgerentry",
            "settlement_posting",
            "settlement_refund",
            "settlement_refundpart",
            "settlement_refundline",
            "audit_auditevent",
        ):
            owned.refuse(
                f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"
            )
        owned.refuse(
            "TRUNCATE settlement_settlement CASCADE",
            "TRUNCATE settlement_settlementline CASCADE",
            "TRUNCATE settlement_settlementpart CASCADE",
            "TRUNCATE settlement_ledgeraccount CASCADE",
            "TRUNCATE settlement_policypack CASCADE",
            "DELETE FROM settlement_settlement",
            "DELETE FROM settlement_settlementpart",
            "DELETE FROM settlement_settlementline",
            "DELETE FROM settlement_ledgeraccount",
            "DELETE FROM settlement_policypack",
        )

    def test_cannot_overdraw_or_set_a_balance(self, owned):
        """I3, I4, T69."""
        owned.refuse(
            legs(("other_account", 999999, 0), ("cash", 0, 999999)),
            "UPDATE settlement_ledgeraccount SET balance_fen = balance_fen + 1"
            " WHERE id = %(account)s",
            "UPDATE settlement_ledgeraccount SET balance_fen = -1 WHERE id = %(account)s",
            "UPDATE settlement_ledgeraccount SET is_tracked = false WHERE id = %(account)s",
            "UPDATE settlement_ledgeraccount SET person_id = %(other_person)s"
            " WHERE id = %(account)s",
            "UPDATE settlement_ledgeraccount SET code = 'x' WHERE id = %(account)s",
            "INSERT INTO settlement_ledgeraccount (id, tenant_id, kind, code, is_tracked,"
            " balance_fen, is_activated, is_frozen, opened_at)"
            " VALUES (gen_random_uuid(), %(tenant)s, 'HELD', 'x', false, 5, true, false, now())",
        )

    def test_cannot_change_a_bill(self, owned):
        """I5, I6: header, lines and sources stay; none comes later."""
        owned.refuse(
            "UPDATE settlement_settlement SET psn_cash_pay_fen = psn_cash_pay_fen + 1",
            "UPDATE settlement_settlement SET invono = 'x' WHERE id = %(settlement)s",
            "UPDATE settlement_settlementline SET amount_fen = 1 WHERE id = %(line)s",
            "UPDATE settlement_settlementpart SET amount_fen = 1 WHERE id = %(part)s",
            "UPDATE settlement_settlementpart SET refunded_fen = 0 WHERE id = %(part)s",
            self._again("settlement_settlementpart", "part", position=99, refunded_fen=0),
            self._again("settlement_settlementpart", "part", position=99, amount_fen=0),
            self._again("settlement_settlementline", "line", feedetl_sn="x", refunded_cnt=0),
        )

    def test_cannot_write_a_bill_that_does_not_add_up(self, owned):
        """I5, I6, I21: a bill alone, and each wrong sum of its header."""
        owned.refuse(self._bill())
        for column, amount in (
            ("medfee_sumamt_fen", 1),
            ("fund_pay_sumamt_fen", 0),
            ("psn_cash_pay_fen", 0),
            ("self_acct_pay_fen", 0),
            ("inscp_scp_amt_fen", -1),
            ("hifes_pay_fen", 1),
        ):
            owned.refuse(self._bill(**{column: amount}))

    def test_must_write_a_bill_as_a_whole(self, owned):
        """I5, I6, I21: header, lines, sources, books and announcement; nothing may be missing."""
        listed = {
            "header": self._bill(),
            "lines": self._pieces("settlement_settlementline"),
            "sources": self._pieces("settlement_settlementpart"),
            "books": self._posted(),
            "news": "INSERT INTO kernel_outboxmessage (id, topic, key, payload, due_at, created_at,"
            " state, attempts, fence, last_error)"
            f" VALUES (gen_random_uuid(), 'x', 'settlement.settled:{NEW}', '{{}}', now(), now(),"
            " 'PENDING', 0, 0, '')",
        }
        owned.accept(";".join(listed.values()))
        for missing in ("lines", "sources", "books", "news"):
            rest = [step for name, step in listed.items() if name != missing]
            owned.refuse(";".join(rest))
        for wrong in (
            self._pieces("settlement_settlementpart", kind="CASH"),
            self._pieces("settlement_settlementpart", fund="hifes_pay"),
            self._pieces("settlement_settlementpart", amount_fen="%(one)s + amount_fen"),
            self._pieces("settlement_settlementpart", account_id="%(cash)s"),
        ):
            owned.refuse(";".join({**listed, "sources": wrong}.values()))

    def test_cannot_settle_a_visit_twice(self, owned):
        """I8."""
        owned.refuse(self._bill(visit_id="%(visit)s"), by=TWICE)

    def _bill(self, **changes):
        """A copy of a bill for the open visit."""
        links = {
            "id": NEW,
            "setl_id": "x",
            "visit_id": "%(open_visit)s",
            "attempt_id": "%(spare_attempt)s",
            "quote_id": "%(spare_quote)s",
        }
        return self._again("settlement_settlement", "fresh", **{**links, **changes})

    def _pieces(self, table, **changes):
        copied = self._again(table, "fresh", settlement_id=NEW, **changes)
        return copied.replace("WHERE id =", "WHERE settlement_id =")

    def _posted(self):
        return (
            "WITH p AS (" + NEW_POSTING.format(settlement=f"'{NEW}'") + " RETURNING id)"
            " INSERT INTO settlement_ledgerentry (posting_id, account_id, debit_fen, credit_fen)"
            " SELECT p.id, e.account_id, e.debit_fen, e.credit_fen FROM p, settlement_ledgerentry e"
            " JOIN settlement_posting o ON o.id = e.posting_id AND o.settlement_id = %(fresh)s"
        )

    def test_cannot_refund_beyond_or_elsewhere(self, owned):
        """I10, T63, T64: more than was paid, to another account, of another bill, without books."""
        part = (
            "INSERT INTO settlement_refundpart (id, refund_id, part_id, account_id, amount_fen)"
            " SELECT gen_random_uuid(), %(refund)s, p.id, {account}, {amount}"
            " FROM settlement_settlementpart p WHERE p.id = {part}"
        )
        line = (
            "INSERT INTO settlement_refundline (id, refund_id, line_id, cnt)"
            " VALUES (gen_random_uuid(), %(refund)s, {line}, {cnt})"
        )
        for values in (
            {"account": "p.account_id", "amount": 9999999, "part": "%(own_part)s"},
            {"account": "p.account_id", "amount": 1, "part": "%(own_part)s"},
            {"account": "p.account_id", "amount": -1, "part": "%(own_part)s"},
            {"account": "p.account_id", "amount": 1, "part": "%(fresh_part)s"},
        ):
            owned.refuse(part.format(**values))
        elsewhere = {"account": "%(other_account)s", "amount": 1, "part": "%(own_part)s"}
        owned.refuse(part.format(**elsewhere), by=NO_SOURCE)
        owned.refuse(
            line.format(line="%(fresh_line)s", cnt="1"),
            line.format(line="%(last_line)s", cnt="99"),
            line.format(line="%(last_line)s", cnt="0"),
            line.format(line="%(last_line)s", cnt="'NaN'"),
            self._again("settlement_refund", "refund", refund_setl_id="x"),
        )

    def test_cannot_undo_a_bill_that_still_moves_money(self, owned):
        """I11: the state alone, or money posted to a bill beside its sources."""
        owned.refuse(
            "UPDATE settlement_settlement SET state = 'REVERSED' WHERE id = %(fresh)s",
            "UPDATE settlement_settlement SET state = 'REFUNDED' WHERE id = %(fresh)s",
            legs(("cash", 5, 0), ("other_account", 0, 5), settlement="%(fresh)s"),
        )

    def test_cannot_leave_the_table_of_states(self, owned, city):
        """I12, T34."""
        cases.open_case(
            by=None,
            case_type="x",
            tenant_id=city.pk,
            subject="x",
            summary="x",
        )
        owned.refuse(
            "UPDATE settlement_visit SET state = 'REGISTERED' WHERE id = %(visit)s",
            "UPDATE settlement_visit SET state = 'CANCELLED' WHERE id = %(visit)s",
            "UPDATE settlement_visit SET state = 'REFUNDED' WHERE id = %(open_visit)s",
            "UPDATE settlement_settlement SET state = 'SETTLED' WHERE id = %(settlement)s",
            "UPDATE settlement_settlementattempt SET state = 'PENDING' WHERE id = %(attempt)s",
            "UPDATE settlement_settlementattempt SET state = 'FAILED' WHERE id = %(attempt)s",
            "UPDATE settlement_policypack SET state = 'DRAFT' WHERE id = %(pack)s",
            "UPDATE vouchers_voucher SET state = 'APPLIED'",
            "UPDATE vouchers_voucher SET state = 'NOWHERE'",
            "UPDATE cases_case SET state = 'APPROVED'",
            self._again("settlement_visit", "visit", state="CANCELLED", visit_id="x"),
            self._again("settlement_settlementattempt", "attempt", state="SETTLED", key="x"),
            self._again("settlement_policypack", "pack", state="RETIRED", version="x"),
        )

    def test_cannot_write_what_is_no_number(self, owned):
        """NaN is above every number, so a one-sided CHECK lets it in."""
        for column in ("cnt", "pric", "selfpay_prop", "pric_uplmt_amt"):
            owned.refuse(
                f"UPDATE settlement_feeline SET {column} = 'NaN'",
                f"ALTER TABLE settlement_settlementline DISABLE TRIGGER USER;"
                f" UPDATE settlement_settlementline SET {column} = 'NaN'",
            )
        owned.refuse(
            "UPDATE settlement_catalogueitem SET selfpay_prop = 'NaN'",
            "UPDATE settlement_catalogueitem SET pric_uplmt_amt = 'NaN'",
            "UPDATE settlement_catalogueitem SET reference_price = 'NaN'",
            "ALTER TABLE settlement_settlement DISABLE TRIGGER USER;"
            " UPDATE settlement_settlement SET pool_prop_selfpay = 'NaN'",
        )

    def test_cannot_change_a_policy_version(self, owned):
        """P195."""
        for change in (
            "document = '{}'",
            "sha256 = 'x'",
            "name = 'x'",
            "source = 'x'",
            "version = 'x'",
            "region = '990000'",
            "official = NOT official",
            "effective = daterange('2020-01-01', NULL)",
            "second_approver_id = first_approver_id",
        ):
            owned.refuse(f"UPDATE settlement_policypack SET {change} WHERE id = %(pack)s")

    def test_cannot_have_two_where_one_is_allowed(self, owned, worker, city):
        """I16 one living voucher, I17 one grant of a pair at a time, I9 a scan for one visit."""
        member = world.insured(city)
        grant = make_grant(worker, member)
        owned.ids |= {"voucher": worker.voucher.pk, "grant": grant.pk}
        owned.refuse(self._again("vouchers_voucher", "voucher"), by=TWICE)
        owned.refuse(self._again("family_grant", "grant", ref="x"), by=OVERLAP)
        again = self._again(
            "settlement_visit", "open_visit", state="REGISTERED", visit_id="x", mdtrt_id="x"
        )
        owned.refuse(again, by=TWICE)

    def _again(self, table: str, name: str, **changes: object) -> str:
        """Insert a copy of a row under a new id, with some columns changed."""
        with connection.cursor() as cursor:
            columns = [
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
            ]
        values = {"id": "gen_random_uuid()"}
        for column, value in changes.items():
            text = str(value)
            is_code = text.startswith(("(", "%"))
            values[column] = text if is_code or not isinstance(value, str) else f"'{text}'"
        chosen = ", ".join(str(values.get(column, f'"{column}"')) for column in columns)
        listed = ", ".join(f'"{column}"' for column in columns)
        return f"INSERT INTO {table} ({listed}) SELECT {chosen} FROM {table} WHERE id = %({name})s"

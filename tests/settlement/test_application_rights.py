"""What the application may not do to the books, whatever it tries (I2, T69)."""

import pytest

from tests.factories import world
from tests.settlement.attacked_books import (
    NO_RIGHT,
    Books,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(till, worker, city):
    """As the application."""
    return Books(till, worker, world.insured(city, balance="100.00"))


class TestTheApplication:
    def test_has_no_right_to_write_books_and_audit(self, books):
        """I2, T42, T69."""
        for table in ("settlement_ledgerentry", "settlement_posting"):
            books.refuse(
                f"INSERT INTO {table} SELECT * FROM {table}",
                f"UPDATE {table} SET id = id",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                by=NO_RIGHT,
            )
        for table in ("audit_auditevent", "audit_auditseal"):
            books.refuse(f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", by=NO_RIGHT)
        books.refuse("UPDATE audit_auditevent SET verb = 'x'", by=NO_RIGHT)

    def test_has_no_right_to_change_balances_and_pieces(self, books):
        """T69, I10."""
        books.refuse(
            "UPDATE settlement_ledgeraccount SET balance_fen = 100 WHERE id = %(account)s",
            "UPDATE settlement_ledgeraccount SET person_id = %(other_person)s",
            "DELETE FROM settlement_ledgeraccount",
            "UPDATE settlement_settlementpart SET refunded_fen = 0",
            "UPDATE settlement_settlementline SET refunded_cnt = 0",
            "DELETE FROM settlement_settlementpart",
            "UPDATE settlement_refund SET reason = 'x'",
            "DELETE FROM settlement_refundpart",
            "INSERT INTO kernel_allowedmove (case_type, from_state, to_state) VALUES ('a','b','c')",
            by=NO_RIGHT,
        )

    def test_cannot_put_the_triggers_to_sleep(self, books):
        books.refuse(
            "SET session_replication_role = replica",
            "ALTER TABLE settlement_ledgerentry DISABLE TRIGGER ALL",
            "CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END'",
            by=NO_RIGHT,
        )

    def test_posts_through_the_function_only_what_balances(self, books):
        """I1, I3."""
        call = (
            "SELECT settlement_post(gen_random_uuid(), %(tenant)s, 'x', 'x', NULL, now(),"
            " jsonb_build_array({}))"
        )
        leg = "jsonb_build_object('account', %({})s::text, 'debit', {}, 'credit', {})"
        one, two = leg.format("account", 0, 5), leg.format("cash", 5, 0)
        books.accept(call.format(f"{one}, {two}"))
        books.refuse(
            call.format(one),
            call.format(f"{one}, {leg.format('cash', 4, 0)}"),
            call.format(f"{leg.format('account', 999999, 0)}, {leg.format('cash', 0, 999999)}"),
            call.format(f"{leg.format('account', -5, 0)}, {leg.format('cash', 0, -5)}"),
        )

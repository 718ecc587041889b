"""What the database itself holds of premiums, whoever writes to it (P172, P120)."""

import pytest
from django.db import DatabaseError, connection, transaction

from settlement.models import LedgerAccount
from tests.factories import cards as bank
from tests.factories import premiums as made
from tests.factories import world
from tests.factories.aid import make_grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]
RULE, FIXED, TWICE = "23514", "23000", "23505"
_COPY = (
    "INSERT INTO settlement_premium SELECT (jsonb_populate_record(p, jsonb_build_object("
    "'id', gen_random_uuid(), 'ref', 'Yother', 'key', 'other', 'state', 'PENDING'))).*"
    " FROM settlement_premium p WHERE id = %(premium)s"
)
_PART = (
    "INSERT INTO settlement_premiumpart (id, premium_id, place, kind, amount_fen, account_id,"
    " payer_id, grant_id) VALUES (gen_random_uuid(), %(premium)s, 9, "
)


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


@pytest.fixture
def ids(payer, member, city):
    """A paid premium; a grant that is for care only; a stranger's account."""
    grant = make_grant(payer, member, uses=("PREMIUM",))
    other = world.insured(city, balance="900.00")
    care = make_grant(other, member, "PARENT", uses=("CARE",))
    premium = made.pay(payer, member)
    assert premium.state == "PAID"
    return {
        "premium": premium.pk,
        "care": care.pk,
        "grant": grant.pk,
        "payer": payer.person.pk,
        "other": other.person.pk,
        "other_account": LedgerAccount.objects.get(kind="PERSONAL", person=other.person).pk,
    }


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        (_COPY, TWICE),  # one a person and year
        ("UPDATE settlement_premium SET amount_fen = 1 WHERE id = %(premium)s", RULE),
        ("UPDATE settlement_premium SET payer_id = member_id WHERE id = %(premium)s", RULE),
        ("UPDATE settlement_premium SET state = 'FAILED' WHERE id = %(premium)s", RULE),
        ("UPDATE settlement_premium SET state = 'PENDING' WHERE id = %(premium)s", RULE),
        ("UPDATE settlement_premium SET register_number = '' WHERE id = %(premium)s", RULE),
        ("DELETE FROM settlement_premium WHERE id = %(premium)s", FIXED),
        (f"{_PART} 'CARD', 100, NULL, %(payer)s, NULL)", RULE),
        (f"{_PART} 'AID_ACCOUNT', 1, %(other_account)s, %(other)s, %(care)s)", RULE),
        (f"{_PART} 'AID_ACCOUNT', 1, %(other_account)s, %(payer)s, %(grant)s)", RULE),
        (f"{_PART} 'OWN_ACCOUNT', 1, %(other_account)s, %(other)s, NULL)", RULE),
    ],
)
def test_refuses_what_no_premium_may_become(ids, statement, state):
    assert sqlstate_of(statement, ids) == state


def test_application_changes_no_source(ids):
    """42501: the application has no right; the owner is refused by the trigger."""
    statement = "UPDATE settlement_premiumpart SET amount_fen = 1 WHERE premium_id = %(premium)s"
    assert sqlstate_of(statement, ids) in ("42501", FIXED)


def test_a_card_pays_for_a_bill_or_for_a_premium(payer, member):
    """Never for nothing, and never for both."""
    bank.bind(payer, "0000")
    premium = made.pay(payer, member)
    statement = "UPDATE settlement_cardcharge SET premium_id = NULL WHERE premium_id = %(premium)s"
    assert sqlstate_of(statement, {"premium": premium.pk}) == RULE

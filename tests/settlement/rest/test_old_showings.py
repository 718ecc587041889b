"""A visit is no standing right to an account (T08, T61): after days somebody is scanned again."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine

from settlement.services.limits import SHOWN_DAYS
from tests.factories import world
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
LINE = ("1", "XA01", "1", "60.00")


@pytest.fixture(autouse=True)
def noon():
    """Days are counted in Shanghai: the tests begin at noon there, whenever they run."""
    with time_machine.travel(clock.local(clock.now()).replace(hour=12)):
        yield


@pytest.fixture
def visit(noon, till, worker):
    """Registered today with a code, with one line."""
    number = till.visit(worker)
    till.fees(number, LINE)
    return number


@contextmanager
def at(moment, *tills):
    """Another time; tills sign in again, since a token lives an hour."""
    with time_machine.travel(moment) as moving:
        for one in tills:
            one.token = world.token_of(one.client)
        yield moving


def later(days: int, *tills):
    """The same hour, days on."""
    return at(clock.now() + timedelta(days=days), *tills)


def _quote(till, visit, **more):
    return till.post(f"visits/{visit}/quotes/", more)


def test_pays_until_the_third_day(till, worker, visit):
    before = world.balance(worker)
    with later(SHOWN_DAYS, till):
        assert till.settle(visit, till.quote(visit)).status_code == 201
    assert world.balance(worker) < before


def test_is_refused_after_it_and_says_what_to_do(till, worker, visit):
    before = world.balance(worker)
    with later(SHOWN_DAYS + 1, till):
        answer = _quote(till, visit)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "visit.showing_too_old")
    assert "再出示一次" in body["next_step"] and "医保码" in body["patient_text"]
    assert world.balance(worker) == before


def test_goes_on_after_a_new_scan_here(till, worker, visit):
    with later(SHOWN_DAYS + 1, till):
        assert till.scan(worker).status_code == 201
        assert till.settle(visit, till.quote(visit)).status_code == 201


def test_goes_not_on_after_a_scan_elsewhere(city, till, worker, visit):
    with later(SHOWN_DAYS + 1, till):
        world.Till(world.institution(city)).scan(worker)
        assert _quote(till, visit).json()["code"] == "visit.showing_too_old"


def test_never_binds_the_funds_or_cash(till, worker, visit):
    with later(200, till):
        assert _quote(till, visit, acct_used_flag="0").status_code == 201


def test_binds_a_quote_of_the_day_before(till, worker, visit):
    """The day is counted again where the money moves."""
    edge = clock.local(clock.now()).replace(hour=23, minute=59) + timedelta(days=SHOWN_DAYS)
    with at(edge, till) as moving:
        quote = till.quote(visit)
        moving.shift(timedelta(minutes=2))  # past midnight
        assert till.settle(visit, quote).status_code == 409

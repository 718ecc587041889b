"""Parts of the site die; money goes on, and what was due arrives later (I6)."""

import json
import time

import pytest

from yibao.dev.processes import wait_until

from . import people
from .partner import Partner
from .phone import Phone
from .stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.concurrency]
WHO, BOTH = people.of(__name__)
BROKER, WORKER = "valkey-server", "yibao.celery:app worker"


class TestWithoutWorkerAndBroker:
    """The queue is a bell, not the truth: PostgreSQL keeps what has to be done."""

    def test_settles_and_tells_later(self, stack, phone):
        citizen, hospital = phone(), Partner(stack, "hospital3")
        citizen.log_in(WHO)
        visit, quote = hospital.quoted(WHO, "41.37")
        dead = stack.kill(WORKER) + stack.kill(BROKER)
        started = time.monotonic()
        bill = hospital.settle(visit, quote)
        stack.kill(BROKER)
        assert hospital.scan(WHO)["warnings"] == []
        assert time.monotonic() - started < 20
        citizen.page.goto(f"/bills/{bill['setl_id']}/")
        citizen.at("德阳演示人民医院")
        assert "41.37" in citizen.text()
        self.comes_back(stack, dead)
        self.is_told(citizen, "41.37")

    def comes_back(self, stack: Stack, dead: list[int]) -> None:
        """The supervisor starts both again."""
        for name in (WORKER, BROKER):
            assert wait_until(lambda name=name: set(stack.processes(name)) - set(dead), 60, 0.3)

    def is_told(self, citizen: Phone, amount: str) -> None:
        """The notice of the settlement reaches the inbox."""

        def arrived() -> bool:
            citizen.page.goto("/messages/")
            return amount in citizen.text()

        assert wait_until(arrived, 90, 1)

    def test_keeps_every_promise_of_the_books(self, stack):
        assert json.loads(stack.manage("verify_invariants", "--json"))["ok"] is True
        assert json.loads(stack.manage("verify_audit", "--json"))["ok"] is True


@pytest.mark.full
class TestSideBySide:
    """Two copies with their own PORT and DATA_DIR know nothing of each other."""

    def test_signs_in_on_both(self, stack, context):
        second = Stack.start()
        try:
            second.wait()
            window = context()
            for site in (stack, second):
                screen = Phone(window.new_page(), site)
                screen.page.goto(f"{site.url}/accounts/login/")
                screen.prove_phone(site.person(BOTH)["phone"])
                screen.at("您好")
            for site in (stack, second):
                screen = Phone(window.new_page(), site)
                screen.page.goto(f"{site.url}/me/")
                screen.at("我的")
            assert not set(stack.processes("")) & set(second.processes(""))
        finally:
            second.stop()

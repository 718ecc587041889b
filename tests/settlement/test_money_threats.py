"""Attacks on the money that need the whole way: replay, order, time, place of reading."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from itertools import permutations

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, connections, router

from settlement.models import LedgerAccount, Settlement, SettlementAttempt, SettlementPart
from settlement.rules.explain import explain
from settlement.selectors import proof
from tests.factories import world
from tests.factories.aid import make_grant
from tests.settlement.rules.documents import basic, case, pack
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00")]
EXPLAIN = (
    "import sys, json; from settlement.rules.explain import explain;"
    "print(json.dumps(explain(*json.load(sys.stdin)), ensure_ascii=False))"
)


def quoted(till, who, *lines, **more):
    visit_id = till.visit(who)
    till.fees(visit_id, *(lines or LINES))
    return visit_id, till.quote(visit_id, **more)


def of_a_cent(order):
    """Three relatives with one fen each, one with more; ten yuan to pay."""
    document = case(acct_used_flag="2")
    held = {"A": "0.01", "B": "0.01", "C": "9.97"}
    payers = [{"id": one, "balance": held[one], "cap": "3.33"} for one in order]
    document["accounts"] = {"own": "0.00", "payers": payers}
    return json.dumps(pack(basic())), json.dumps(document)


class TestOneFenAmongThree:
    """T57: three payers and one fen."""

    @pytest.mark.parametrize("order", list(permutations("ABC")), ids="".join)
    def test_is_split_the_same_on_each_replay(self, order):
        texts = of_a_cent(order)
        first = explain(*texts)
        assert all(explain(*texts) == first for _ in range(5))
        assert [payer["id"] for payer in first["payers"]] == list(order)
        paid = {payer["id"]: payer["paid"] for payer in first["payers"]}
        assert paid == {"A": "0.01", "B": "0.01", "C": "3.33"}

    def test_is_split_the_same_whatever_the_hashes(self):
        """In processes with PYTHONHASHSEED 0, 1 and 4242: the same bytes."""
        said = {
            subprocess.run(
                [sys.executable, "-c", EXPLAIN],
                input=json.dumps(of_a_cent("CAB")),
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in ("0", "1", "4242")
        }
        assert len(said) == 1

    @pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
    def test_is_paid_and_replayed_as_settled(self, till, worker, city, order):
        """The books, the answer and the replay of the kept document name the same fen."""
        kin = [world.insured(city, balance=held) for held in ("0.01", "0.02", "100.00")]
        for number in order:
            make_grant(kin[number], worker)
        bill = Settlement.objects.get(
            setl_id=till.settle(*quoted(till, worker, use_aid=True)).json()["setl_id"]
        )
        parts = SettlementPart.objects.filter(settlement=bill, kind="AID_ACCOUNT")
        paid = {part.payer_id: part.amount_fen for part in parts}
        wanted = {0: 1, 1: 2, 2: bill.acct_mulaid_pay_fen - 3}
        assert paid == {kin[n].person.pk: fen for n, fen in wanted.items()}
        trace = till.get(f"settlements/{bill.setl_id}/trace/").json()
        again = explain(json.dumps(bill.pack.document), json.dumps(trace["case"]))
        assert again["payers"] == bill.breakdown["payers"]
        assert proof.verify() == []


class TestEveryOrder:
    """T62: paying, undoing and asking in every order, each once more: one of two ends."""

    @pytest.mark.parametrize("order", list(permutations(("pay", "undo", "ask"))), ids="-".join)
    @pytest.mark.parametrize("again", ["pay", "undo", "ask"])
    def test_ends_undone(self, till, worker, order, again):
        visit_id, quote = quoted(till, worker)
        undo = {"idempotency_key": "k", "reason": "无应答"}
        acts = {
            "pay": lambda: till.settle(visit_id, quote, key="k").status_code,
            "undo": lambda: till.post("reversals/", undo).json()["result"],
            "ask": lambda: till.get("settlement-attempts/k/").json()["status"],
        }
        said = [acts[one]() for one in (*order, again)]
        paid_first = order.index("pay") < order.index("undo")
        assert said[order.index("pay")] == (201 if paid_first else 409)
        assert said[order.index("undo")] == ("reversed" if paid_first else "not_found_blocked")
        assert acts["ask"]() == "REVERSED"
        assert acts["pay"]() == 409
        assert world.balance(worker) == 10_000
        assert Settlement.objects.count() == paid_first
        assert SettlementAttempt.objects.get(key="k").state == "REVERSED"
        assert proof.verify() == []


class TestWhatWaits:
    """T65: a quote holds no money, and ends by itself."""

    def test_keeps_nothing_back(self, till, worker):
        for _ in range(3):
            quoted(till, worker)
        assert world.balance(worker) == 10_000
        assert not LedgerAccount.objects.filter(kind="HELD", balance_fen__gt=0).exists()

    def test_is_over_after_half_an_hour_and_stays_over(self, till, worker):
        visit_id, quote = quoted(till, worker)
        with time_machine.travel(clock.now() + timedelta(minutes=30, seconds=1)):
            for key in ("late", "later"):
                answer = till.settle(visit_id, quote, key=key)
                assert (answer.status_code, answer.json()["code"]) == (409, "quote.expired")
        assert world.balance(worker) == 10_000
        assert Settlement.objects.count() == 0


class TestWhereMoneyIsRead:
    """T71: every read and write of every model goes to the primary."""

    @pytest.mark.parametrize("label", ["settlement", "accounts", "vouchers", "family", "kernel"])
    def test_is_never_a_replica(self, label):
        for model in apps.get_app_config(label).get_models():
            assert router.db_for_read(model) == "default"
            assert router.db_for_read(model, instance=model()) == "default"
            assert router.db_for_write(model) == "default"

    def test_is_the_only_database_besides_the_owners(self):
        assert set(settings.DATABASES) <= {"default", "owner"}
        assert "replica" not in connections.settings

    def test_is_no_standby(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            assert cursor.fetchone() == (False,)


class TestWaiting:
    """T72: nobody waits for ever."""

    def test_has_an_end_in_each_connection(self, db):
        with connection.cursor() as cursor:
            for name, wanted in (
                ("lock_timeout", "2s"),
                ("statement_timeout", "10s"),
                ("idle_in_transaction_session_timeout", "15s"),
                ("synchronous_commit", "on"),
            ):
                cursor.execute("SELECT current_setting(%s)", [name])
                assert cursor.fetchone() == (wanted,), name

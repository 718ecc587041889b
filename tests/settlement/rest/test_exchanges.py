"""Exchanges at a till: lines back, others given, the difference in cash (feature row 53, T64)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from settlement.models import Exchange, LedgerAccount, Settlement, Visit
from settlement.selectors import proof
from settlement.services import exchanges
from tests.factories import world
from tests.factories.aid import make_grant
from tests.settlement.tables import counts
from yibao.kernel import clock
from yibao.kernel.money import parse_yuan_signed, to_fen

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "2", "150.00"), ("2", "XC04", "1", "50.00")]


def item(sn, code, cnt, price):
    return {
        "feedetl_sn": sn, "med_list_codg": code, "medins_list_name": f"项目{sn}", "cnt": cnt,
        "pric": price, "fee_ocur_time": clock.now().isoformat(),
    }  # fmt: skip


def body(*, back=(("1", "1"),), items=(("1", "XA01", "1", "90.00"),), **more):
    return {
        "lines": [{"feedetl_sn": sn, "cnt": cnt} for sn, cnt in back],
        "items": [item(*one) for one in items],
        "reason": "换规格",
        **more,
    }


def ask(till, setl_id, **more):
    """Hear the difference, then confirm it; returns the answer."""
    address = f"settlements/{setl_id}/exchanges/"
    heard = till.post(address, body(**more))
    assert heard.json()["code"] == "exchange.confirm_needed", heard.content.decode()
    said = {name: heard.json()[name] for name in ("collect", "hand_back")}
    return till.post(address, body(**more, **said))


def nets():
    rows = LedgerAccount.objects.prefetch_related("entries")
    found = {
        (row.kind, row.code): sum(e.credit_fen - e.debit_fen for e in row.entries.all())
        for row in rows
    }
    return {key: net for key, net in found.items() if net}


def check_all():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert proof.verify() == []


def fen(text):
    return to_fen(parse_yuan_signed(text))


class TestExchange:
    def test_moves_only_the_difference_and_links_both_bills(self, till, worker):
        bill = till.bill(worker, *LINES)
        answer = ask(till, bill["setl_id"])
        assert answer.status_code == 201, answer.content.decode()
        said = answer.json()
        cash_back = -fen(said["refund"]["setlinfo"]["psn_cash_pay"])
        cash_new = fen(said["settlement"]["setlinfo"]["psn_cash_pay"])
        assert fen(said["collect"]) - fen(said["hand_back"]) == cash_new - cash_back
        row = Exchange.objects.get(exchange_id=said["exchange_id"])
        assert row.settlement.setl_id == bill["setl_id"]
        assert row.settlement.state == "PARTLY_REFUNDED"
        assert row.replacement.visit.exchanged_from_id == row.settlement.visit_id
        assert row.replacement.visit.scan_id == row.settlement.visit.scan_id
        check_all()

    def test_is_read_again_by_its_institution_only(self, till, worker, city):
        """T31: the same answer again; for others it looks like not there."""
        said = ask(till, till.bill(worker, *LINES)["setl_id"]).json()
        address = f"exchanges/{said['exchange_id']}/"
        assert till.get(address).json() == said
        foreign = world.Till(world.institution(city)).get(address)
        missing = till.get("exchanges/E0000/")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.json()["code"] == missing.json()["code"] == "exchange.not_found"

    def test_gives_the_books_of_a_refund_and_a_settlement(self, till, city):
        """The same sources to the fen as the long way with a second scan (T64)."""
        ends = []
        for is_short in (True, False):
            mark = transaction.savepoint()
            who = world.insured(city, balance="100.00")
            payer = world.insured(city, balance="80.00")
            make_grant(payer, who)
            names = {str(who.person.pk): "own", str(payer.person.pk): "aid"}
            bill = till.bill(who, *LINES, use_aid=True)
            if is_short:
                assert ask(till, bill["setl_id"]).status_code == 201
            else:
                back = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "换规格"}
                till.post(f"settlements/{bill['setl_id']}/refunds/", back)
                till.bill(who, ("1", "XA01", "1", "90.00"), use_aid=True)
            check_all()
            ends.append({(k, names.get(code, code)): net for (k, code), net in nets().items()})
            transaction.savepoint_rollback(mark)
        assert ends[0] == ends[1]

    def test_of_everything_may_hand_money_back(self, till, city):
        who = world.insured(city, balance="0.00")
        bill = till.bill(who, *LINES)
        everything = (("1", "2"), ("2", "1"))
        answer = ask(till, bill["setl_id"], back=everything, items=(("9", "XC04", "1", "5.00"),))
        assert answer.status_code == 201
        assert fen(answer.json()["hand_back"]) > 0 and answer.json()["collect"] == "0.00"
        assert answer.json()["refund"]["kind"] == "refund"
        check_all()

    def test_can_follow_an_exchange(self, till, worker):
        bill = till.bill(worker, *LINES)
        first = ask(till, bill["setl_id"]).json()
        second = ask(till, first["settlement"]["setl_id"])
        third = ask(till, bill["setl_id"])
        assert (second.status_code, third.status_code) == (201, 201)
        scans = Visit.objects.values_list("scan", "segment")
        assert len(set(scans)) == len(scans) == 4
        check_all()

    def test_is_repeated_byte_for_byte(self, till, worker):
        """T59."""
        bill = till.bill(worker, *LINES)
        address = f"settlements/{bill['setl_id']}/exchanges/"
        heard = till.post(address, body()).json()
        asked = body(collect=heard["collect"], hand_back=heard["hand_back"])
        first = till.post(address, asked, key="x1")
        after = counts()
        second = till.post(address, asked, key="x1")
        assert first.content == second.content and counts() == after
        attempt = till.get("settlement-attempts/x1/").json()
        assert attempt["setl_id"] == first.json()["settlement"]["setl_id"]

    def test_cannot_be_reversed(self, till, worker):
        """T62: the refund of an exchange cannot be undone, so neither is its bill."""
        bill = till.bill(worker, *LINES)
        address = f"settlements/{bill['setl_id']}/exchanges/"
        heard = till.post(address, body()).json()
        asked = body(collect=heard["collect"], hand_back=heard["hand_back"])
        assert till.post(address, asked, key="x2").status_code == 201
        answer = till.post("reversals/", {"idempotency_key": "x2", "reason": "超时"})
        assert (answer.status_code, answer.json()["code"]) == (409, "reversal.exchange")


class TestNothingHappens:
    def refused(self, till, setl_id, code, **more):
        before, books = counts(), nets()
        address = f"settlements/{setl_id}/exchanges/"
        answer = till.post(address, body(**more))
        assert answer.json()["code"] == code, answer.content.decode()
        changed = {name for name, count in counts().items() if count != before[name]}
        assert changed <= {"kernel_idempotencykey", "settlement_settlementattempt"}
        assert nets() == books

    def test_before_the_difference_is_confirmed(self, till, worker):
        bill = till.bill(worker, *LINES)
        self.refused(till, bill["setl_id"], "exchange.confirm_needed")
        self.refused(
            till, bill["setl_id"], "exchange.confirm_needed", collect="1.00", hand_back="0.00"
        )

    def test_on_another_day(self, till, worker):
        bill = till.bill(worker, *LINES)
        tenant = worker.person.tenant
        tenant.clock_offset_seconds = int(timedelta(days=1).total_seconds())
        tenant.save()
        self.refused(till, bill["setl_id"], "exchange.day_over")

    def test_for_lines_beyond_the_bill(self, till, worker):
        """T63."""
        bill = till.bill(worker, *LINES)
        self.refused(till, bill["setl_id"], "refund.exceeds_source", back=(("1", "3"),))

    def test_at_another_institution(self, till, worker, city):
        bill = till.bill(worker, *LINES)
        other = world.Till(world.institution(city))
        self.refused(other, bill["setl_id"], "settlement.not_found")

    def test_without_the_right_to_settle(self, till, worker):
        bill = till.bill(worker, *LINES)
        till.token = world.token_of(till.client, ["refunds:write"])
        self.refused(till, bill["setl_id"], "auth.scope_missing")


class TestDatabase:
    def test_refuses_an_exchange_that_does_not_fit(self, till, worker):
        one, two = till.bill(worker, *LINES), till.bill(worker, *LINES)
        till.post(f"settlements/{one['setl_id']}/refunds/", {"lines": None, "reason": "x"})
        first, second = (Settlement.objects.get(setl_id=each["setl_id"]) for each in (one, two))
        with pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
            exchanges._store(None, first, first.refunds.get(), second, 0, 0)

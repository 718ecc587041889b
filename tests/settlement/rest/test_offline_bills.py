"""Bills taken without a network (features 19–21): uploaded once, settled, capped, or looked at."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from settlement.models import LedgerAccount, OfflineBill, OfflineDay, Settlement, Visit
from settlement.selectors import proof
from settlement.services import offline_checks
from tests.factories import offline as make
from tests.factories import world
from tests.factories.aid import make_grant
from tests.forging import last_changed
from vouchers.models import CounterSlip, OfflinePass, Scan
from vouchers.services import suspension
from yibao.cases.models import Case
from yibao.kernel import clock, outbox, todos
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(worker):
    return make.keep_pass(worker)


def settled(till, *bills):
    answers = make.upload(till, *bills)
    make.check_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert proof.verify() == []
    return [till.get(f"offline-bills/{one['offline_bill_id']}/").json() for one in answers]


def reason(answer):
    return (answer["status"], answer["reason"] and answer["reason"]["code"])


class TestHomePage:
    def test_says_what_officers_still_look_at(self, till, worker, text):
        """On the first page until it is decided; a bill that is in order is never there."""
        settled(till, make.taken(text, ("XA01", "1", "150.00")))
        assert not self._waiting(worker)
        (answer,) = settled(till, make.taken(text, ("XA01", "1", "150.00")))
        (one,) = self._waiting(worker)
        assert till.place.name in one.note and one.url == "/bills/"
        case = Case.objects.get(subject=answer["offline_bill_id"])
        case.state = "REJECTED"
        offline_checks.decide(by=None, case=case)
        assert not self._waiting(worker)

    def _waiting(self, who):
        return [one for one in todos.of(who.user) if "断网" in one.title]


class TestSettles:
    def test_as_if_the_network_had_been_there(self, till, worker, city, text):
        (answer,) = settled(till, make.taken(text))
        twin = world.insured(city, balance="100.00")
        bill = till.bill(twin, ("1", "XA01", "1", "100.00"))
        row = Settlement.objects.get(setl_id=answer["setl_id"])
        same = Settlement.objects.get(setl_id=bill["setl_id"])
        assert row.breakdown["setlinfo"] == same.breakdown["setlinfo"]
        assert row.visit.scan.medium == Scan.Medium.OFFLINE_CODE
        assert row.visit.scan.offline_pass == OfflinePass.objects.get()
        assert row.person == worker.person

    def test_difference_is_collected_or_handed_back_and_told(self, till, worker, text):
        worker_pays = settled(till, make.taken(text, ("XC04", "1", "150.00")))[0]
        assert worker_pays["status"] == "ADJUSTED"
        assert (worker_pays["collect"], worker_pays["hand_back"]) == ("150.00", "0.00")
        back = settled(till, make.taken(text, ("XA01", "1", "10.00"), cash="10.00"))[0]
        due = back["psn_cash_pay"]
        assert (back["status"], back["collect"]) in (("ADJUSTED", "0.00"), ("SETTLED", "0.00"))
        assert due == "10.00" or back["hand_back"] != "0.00"

    def test_is_told_once(self, till, worker, text):
        settled(till, make.taken(text, ("XC04", "1", "150.00")))
        while outbox.work_off():
            pass
        codes = list(Notice.objects.filter(user=worker.user).values_list("code", flat=True))
        assert codes.count("offline_bill_adjusted") == 1
        assert codes.count("settlement_settled") == 1

    def test_of_a_pass_that_has_ended_meanwhile(self, till, worker, text):
        """What counts is the moment when the bill was taken."""
        at = clock.now()
        OfflinePass.objects.get()
        suspension.suspend(by=worker.user, voucher=worker.voucher)
        (answer,) = settled(till, make.taken(text, at=at))
        assert answer["status"] in ("SETTLED", "ADJUSTED")


class TestOnce:
    def test_a_nonce_makes_one_bill(self, till, worker, text):
        bill = make.taken(text)
        first, second = make.upload(till, bill), make.upload(till, bill, bill)
        assert [one["result"] for one in first + second] == ["created", "known", "known"]
        assert make.check_all() == 1
        assert Settlement.objects.count() == 1
        (third,) = make.upload(till, {**bill, "cash_taken": "5.00"})
        assert (third["result"], third["reason"]["code"]) == ("refused", "offline.nonce_used")

    def test_checking_again_changes_nothing(self, till, worker, text):
        settled(till, make.taken(text))
        row = make.only()
        again = offline_checks.check(by=None, ref=row.ref)
        assert (again.settlement, Settlement.objects.count()) == (row.settlement, 1)

    def test_one_bad_bill_stops_no_other(self, till, worker, text):
        late = make.taken(text, at=clock.now() + make.HOUR)
        stay = make.taken(text, med_type="21")
        dear = make.taken(text, cash="500.00")
        good = make.taken(text)
        answers = make.upload(till, late, stay, dear, good)
        assert [one["reason"] and one["reason"]["code"] for one in answers] == [
            "offline.clock_ahead",
            "offline.care_not_offered",
            "offline.cash_above_total",
            None,
        ]

    def test_the_till_declares_that_it_had_no_network(self, till, text):
        answer = till.post("offline-bills/", {"bills": [make.taken(text, declaration=False)]})
        assert answer.status_code == 422

    def test_another_institution_sees_nothing_t31(self, till, city, text):
        (one,) = make.upload(till, make.taken(text))
        other = world.Till(world.institution(city))
        assert other.get(f"offline-bills/{one['offline_bill_id']}/").status_code == 404
        assert other.get("offline-bills/").json()["results"] == []
        assert len(till.get("offline-bills/", status="RECEIVED").json()["results"]) == 1


class TestCap:
    def test_nothing_is_given_above_the_day(self, till, worker, text):
        lines = ("XA01", "1", "90.00")
        answers = settled(till, *(make.taken(text, lines) for _ in range(3)))
        assert [one["status"] == "CASE" for one in answers] == [False, False, True]
        assert reason(answers[2]) == ("CASE", "offline.cap_exceeded")
        day = OfflineDay.objects.get()
        assert (day.used_fen, day.limit_fen) == (18000, 20000)
        assert day.account_fen <= day.limit_fen

    def test_what_was_paid_at_once_takes_nothing_of_it(self, till, worker, text):
        settled(till, make.taken(text, ("XA01", "1", "500.00"), cash="500.00"))
        assert OfflineDay.objects.get().used_fen == 0

    def test_the_account_pays_no_more_than_the_cap_either(self, till, city):
        rich = world.insured(city, balance="1000.00")
        text = make.keep_pass(rich)
        lines = ("XA01", "1", "500.00")
        (answer,) = settled(till, make.taken(text, lines, cash="500.00"))
        assert (answer["setl_id"] is not None, world.balance(rich)) == (True, 100000)

    def test_holds_in_the_database_itself(self, till, worker, text):
        settled(till, make.taken(text))
        for change in ({"used_fen": 20001}, {"account_fen": 20001}, {"used_fen": 0}):
            with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
                OfflineDay.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            OfflineBill.objects.update(cash_taken_fen=1)

    def test_never_touches_relatives_money(self, till, worker, text):
        settled(till, make.taken(text, ("XC04", "1", "180.00")))
        assert Settlement.objects.get().acct_mulaid_pay_fen == 0


class TestMisfits:
    def test_a_forged_pass_is_refused_t05(self, till, worker, text):
        (answer,) = settled(till, make.taken(last_changed(text)))
        assert reason(answer) == ("REFUSED", "voucher.code.unknown")
        assert not Case.objects.exists() and not Visit.objects.exists()

    def test_a_revoked_pass_goes_to_an_officer_t06(self, till, worker, text):
        suspension.suspend(by=worker.user, voucher=worker.voucher)
        (answer,) = settled(till, make.taken(text))
        assert reason(answer) == ("CASE", "voucher.pass.revoked")
        assert Case.objects.get().case_type == "settlement.offline"

    def test_outside_its_time(self, till, worker, text):
        (answer,) = settled(till, make.taken(text, at=clock.now() - 2 * make.HOUR))
        assert reason(answer) == ("CASE", "voucher.pass.over")

    def test_too_late(self, till, city, worker, text):
        bill = make.taken(text)
        city.clock_offset_seconds = int(timedelta(days=4).total_seconds())
        city.save()
        (answer,) = settled(till, bill)
        assert reason(answer) == ("CASE", "offline.too_late")

    def test_used_with_a_network_elsewhere(self, till, city, worker, text):
        other = world.Till(world.institution(city))
        assert other.scan(worker).status_code == 201
        (answer,) = settled(till, make.taken(text))
        assert reason(answer) == ("CASE", "offline.collision")

    def test_registered_with_a_network_too(self, till, worker, text):
        till.visit(worker, ipt_otp_no="MZ77")
        (answer,) = settled(till, make.taken(text, ipt_otp_no="MZ77"))
        assert reason(answer) == ("CASE", "offline.collision")

    def test_two_lines_with_one_number_are_refused(self, till, worker, text):
        bill = make.taken(text, ("XA01", "1", "1.00"), ("XA01", "1", "1.00"))
        bill["items"][1]["feedetl_sn"] = "1"
        (answer,) = settled(till, bill)
        assert reason(answer) == ("REFUSED", "fee.duplicate")
        assert not Visit.objects.exists() and not OfflineDay.objects.filter(used_fen__gt=0)

    def test_officers_settle_it_beyond_the_cap_or_refuse_it(self, till, worker, text):
        lines = ("XA01", "1", "150.00")
        first, second, third = settled(till, *(make.taken(text, lines) for _ in range(3)))
        for answer, word in ((second, "APPROVED"), (third, "REJECTED")):
            case = Case.objects.get(subject=answer["offline_bill_id"])
            case.state = word
            offline_checks.decide(by=None, case=case)
        make.check_all()
        states = dict(OfflineBill.objects.values_list("ref", "state"))
        assert states[second["offline_bill_id"]] in ("SETTLED", "ADJUSTED")
        assert states[third["offline_bill_id"]] == "REFUSED"
        day = OfflineDay.objects.get()
        assert (day.used_fen, day.allowed_fen) == (15000, 15000)


def test_the_pass_is_not_a_slip(text):
    assert not CounterSlip.objects.exists()
    assert LedgerAccount.objects.filter(kind="PERSONAL").exists()


class TestAfterwards:
    """Feature 21: what was given on trust is no door to the accounts."""

    @pytest.fixture
    def bill(self, till, city, worker, text):
        make_grant(world.insured(city, balance="5000.00"), worker)
        (answer,) = settled(till, make.taken(text, ("XA01", "1", "20.00")))
        assert world.balance(worker) == 8000
        return answer

    def test_an_undone_bill_opens_no_account_again(self, till, worker, bill):
        asked = {"idempotency_key": f"offline:{bill['offline_bill_id']}", "reason": "没有应答"}
        assert till.post("reversals/", asked).json()["result"] == "reversed"
        visit = Visit.objects.get().visit_id
        till.fees(visit, ("9", "XA01", "1", "60.00"))
        refused = till.post(f"visits/{visit}/quotes/", {"use_aid": True})
        assert (refused.status_code, refused.json()["code"]) == (409, "voucher.limit_exceeded")
        own = LedgerAccount.objects.filter(person=worker.person)
        own.update(is_frozen=True)
        assert till.quote(visit, use_aid=True)["setlinfo"]["acct_mulaid_pay"] == "0.00"
        own.update(is_frozen=False)
        assert till.quote(visit, acct_used_flag="0")["setlinfo"]["acct_pay"] == "0.00"
        assert world.balance(worker) == 10000

    def test_an_exchange_takes_no_more_from_the_account(self, till, worker, bill):
        item = {
            "feedetl_sn": "1", "med_list_codg": "XA01", "medins_list_name": "项目", "cnt": "1",
            "pric": "60.00", "fee_ocur_time": clock.now().isoformat(),
        }  # fmt: skip
        asked = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "items": [item], "reason": "换"}
        refused = till.post(f"settlements/{bill['setl_id']}/exchanges/", asked)
        assert (refused.status_code, refused.json()["code"]) == (409, "voucher.limit_exceeded")
        asked |= {"items": [item | {"pric": "15.00"}], "collect": "0.00", "hand_back": "0.00"}
        done = till.post(f"settlements/{bill['setl_id']}/exchanges/", asked)
        assert done.status_code == 201 and world.balance(worker) == 8500

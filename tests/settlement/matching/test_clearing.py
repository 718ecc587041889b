"""A month's clearing: agreed sums, two people, paid once, and the books stay whole (I1, I24)."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from settlement.data.clearing import COUNT_FIELD, SUM_FIELDS, PeriodAsk, Totals
from settlement.errors import (
    ClearingDifferencesOpen,
    ClearingNothing,
    ClearingSamePerson,
    ClearingStateRefused,
    ClearingSumsMoved,
)
from settlement.models import Clearing, LedgerEntry, Posting, Refund, Settlement
from settlement.selectors import proof, records
from settlement.services import clearing, clearing_papers, comparing
from tests.factories import cards as bank
from tests.factories import matching, world
from yibao.kernel import clock, money
from yibao.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00"), ("2", "XA01", "1", "20.00")]
PDF = "statement/pdf/"


def last_month(tenant) -> tuple[date, date]:
    first = clock.today(tenant).replace(day=1)
    end = first - timedelta(days=1)
    return end.replace(day=1), end


def shift(as_owner, place) -> None:
    """Everything so far happened in the middle of last month."""
    middle = last_month(place.tenant)[0] + timedelta(days=14)
    at = datetime.combine(middle, datetime.min.time(), tzinfo=clock.SHANGHAI)

    def work(cursor):
        cursor.execute("UPDATE settlement_settlement SET setl_time = %s", [at])
        cursor.execute("UPDATE settlement_refund SET created_at = %s", [at])

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner(work)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def month(till, worker, city, as_owner, settings, tmp_path):
    """Cash, account, a card, a refund in part and one of a card, all in the month before."""
    settings.DATA_DIR = tmp_path
    payer = world.insured(city)
    bank.bind(payer)
    bills = [till.bill(worker, *LINES) for _ in range(2)]
    by_card = [till.bill(payer, *LINES, method="bank_card") for _ in range(2)]
    one_piece = {"lines": [{"feedetl_sn": "2", "cnt": "1"}], "reason": "退"}
    till.post(f"settlements/{bills[0]['setl_id']}/refunds/", one_piece)
    till.post(f"settlements/{by_card[0]['setl_id']}/refunds/", {"lines": None, "reason": "退"})
    shift(as_owner, till.place)
    return last_month(city)


def told(till, month, **more) -> PeriodAsk:
    sums = records.totals(records.Scope(till.place.pk, *month, **more))
    return PeriodAsk(*month, sums, **more)


def applied(till, month, **more) -> Clearing:
    return clearing.apply(by=till.client, institution=till.place, ask=told(till, month, **more))


@pytest.fixture
def two(tenant):
    """Two of finance."""
    return [
        User.objects.create_staff(tenant=tenant, username=f"f{n}", password="x") for n in (1, 2)
    ]


def paid(row, two) -> Clearing:
    clearing.audit_one(by=two[0], clearing_id=row.pk, reason="核对过")
    return clearing.pay(by=two[1], clearing_id=row.pk, bank_number="B-1001", reason="已转账")


def body(till, days, **more):
    ask = told(till, days)
    sums = {name: f"{ask.totals.sums[name] / 100:.2f}" for name in SUM_FIELDS}
    return {"month": f"{days[0]:%Y-%m}", **sums, COUNT_FIELD: ask.totals.count, **more}


class TestApply:
    def test_freezes_what_funds_accounts_and_cards_paid(self, till, month):
        row = applied(till, month)
        sums = row.sums
        assert sums["count"] == 6
        assert sums["medfee_sumamt"] == sum(
            Settlement.objects.values_list("medfee_sumamt_fen", flat=True)
        ) - sum(Refund.objects.values_list("medfee_sumamt_fen", flat=True))
        assert sums["card_pay"] > 0
        assert sums["own_cash"] == sums["psn_cash_pay"] - sums["card_pay"]
        assert sums["payable"] == sums["fund_pay_sumamt"] + sums["acct_pay"] + sums["card_pay"]

    def test_is_taken_over_the_api_and_told_again_by_key(self, till, month):
        first = till.post("clearings/", body(till, month), key="month-1")
        again = till.post("clearings/", body(till, month), key="month-1")
        assert first.status_code == 201 and first.content == again.content
        told_ = first.json()
        assert (told_["status"], told_["month"]) == ("APPLIED", f"{month[0]:%Y-%m}")
        assert till.get(f"clearings/{told_['clearing_id']}/").json() == told_
        assert len(till.get("clearings/", status="APPLIED").json()["results"]) == 1

    def test_refuses_sums_that_are_not_ours(self, till, month):
        answer = till.post("clearings/", body(till, month, medfee_sumamt="1.00"))
        assert (answer.status_code, answer.json()["code"]) == (409, "clearing.sums_differ")
        assert answer.json()["ours"]["fixmedins_setl_cnt"] == 6

    def test_refuses_a_month_that_runs(self, till, month):
        this = clock.today(till.place.tenant)
        answer = till.post("clearings/", body(till, month, month=f"{this:%Y-%m}"))
        assert answer.json()["code"] == "clearing.month_not_over"

    def test_refuses_an_empty_month(self, till, city):
        answer = till.post("clearings/", body(till, last_month(city)))
        assert answer.json()["code"] == "clearing.nothing_to_clear"

    @pytest.mark.parametrize("more", [{}, {"insutype": "310"}, {"clr_type": "11"}])
    def test_refuses_the_same_bills_twice(self, till, month, more):
        """A month of everything and one of a single insurance hold the same bills."""
        applied(till, month)
        answer = till.post("clearings/", body(till, month, **more))
        assert answer.json()["code"] == "clearing.month_taken"

    def test_takes_parts_of_a_month_that_do_not_meet(self, till, city, month):
        applied(till, month, insutype="310", clr_type="11")
        scope = {"insutype": "390", "clr_type": "21"}
        empty = PeriodAsk(*month, Totals(dict.fromkeys(SUM_FIELDS, 0), 0), **scope)
        with pytest.raises(ClearingNothing):
            clearing.apply(by=till.client, institution=till.place, ask=empty)

    def test_may_be_cancelled_and_made_again(self, till, month):
        row = applied(till, month)
        answer = till.post(f"clearings/{row.ref}/cancel/", {})
        assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
        applied(till, month)
        again = till.post(f"clearings/{row.ref}/cancel/", {})
        assert again.json()["code"] == "clearing.state_refused"

    def test_is_the_institution_s_own(self, till, city, month):
        """T31, T75."""
        row = applied(till, month)
        other = world.Till(world.institution(city))
        for path in ("", PDF, "statement/csv/"):
            assert other.get(f"clearings/{row.ref}/{path}").status_code == 404
        assert other.post(f"clearings/{row.ref}/cancel/", {}).status_code == 404


class TestPay:
    def test_settles_the_receivable_and_keeps_the_books_whole(self, till, month, two):
        """I1, I24: of what bills credited, own cash and the transfer leave nothing."""
        row = paid(applied(till, month), two)
        posting = Posting.objects.get(business=f"clearing:{row.pk}")
        legs = {
            one.account.kind: one.credit_fen - one.debit_fen
            for one in posting.entries.select_related("account")
        }
        assert legs["CLEARING_PAID"] == row.sums["payable"]
        assert legs["CASH_CLEARING"] == row.sums["own_cash"]
        assert sum(legs.values()) == 0
        left = sum(
            one.credit_fen - one.debit_fen
            for one in LedgerEntry.objects.filter(account__kind="RECEIVABLE")
        )
        assert left == 0
        assert proof.verify() == []

    def test_is_announced_once(self, till, month, two):
        row = paid(applied(till, month), two)
        told_ = OutboxMessage.objects.get(topic="clearing.paid")
        assert told_.payload == {"clearing": str(row.pk)}

    def test_is_never_done_twice(self, till, month, two):
        row = paid(applied(till, month), two)
        with pytest.raises(ClearingStateRefused):
            clearing.pay(by=two[1], clearing_id=row.pk, bank_number="B-1002", reason="再付")
        assert Posting.objects.filter(kind="clearing").count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            Clearing.objects.filter(pk=row.pk).update(state="APPLIED")

    def test_needs_another_person_than_the_auditor(self, till, month, two):
        """I19."""
        row = applied(till, month)
        clearing.audit_one(by=two[0], clearing_id=row.pk, reason="核对过")
        with pytest.raises(ClearingSamePerson):
            clearing.pay(by=two[0], clearing_id=row.pk, bank_number="B-1", reason="付")

    def test_needs_the_audit_first(self, till, month, two):
        row = applied(till, month)
        with pytest.raises(ClearingStateRefused):
            clearing.pay(by=two[1], clearing_id=row.pk, bank_number="B-1", reason="付")

    def test_is_refused_by_the_database_without_a_posting(self, till, month, two):
        row = applied(till, month)
        clearing.audit_one(by=two[0], clearing_id=row.pk, reason="核对过")
        with pytest.raises(IntegrityError), transaction.atomic():
            Clearing.objects.filter(pk=row.pk).update(
                state="PAID", payer=two[1], paid_at=clock.now()
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_sums_stand_as_they_were_applied_for(self, till, month):
        row = applied(till, month)
        with pytest.raises(IntegrityError), transaction.atomic():
            Clearing.objects.filter(pk=row.pk).update(sums={**row.sums, "payable": 1})

    def test_is_refused_where_the_books_moved(self, till, worker, month, two, as_owner):
        row = applied(till, month)
        till.bill(worker, *LINES)
        shift(as_owner, till.place)
        with pytest.raises(ClearingSumsMoved):
            clearing.audit_one(by=two[0], clearing_id=row.pk, reason="核对过")

    def test_leaves_later_refunds_to_their_own_month(self, till, month, two):
        row = applied(till, month)
        bill = Settlement.objects.filter(state="SETTLED").first()
        answer = till.post(f"settlements/{bill.setl_id}/refunds/", {"lines": None, "reason": "退"})
        assert answer.status_code == 201
        assert paid(row, two).state == "PAID"
        this = clock.today(till.place.tenant)
        later = records.totals(records.Scope(till.place.pk, this.replace(day=1), this))
        assert later.sums["medfee_sumamt"] == -bill.medfee_sumamt_fen

    def test_waits_until_every_difference_is_explained(self, till, month, two):
        """T70."""
        row = applied(till, month)
        run = matching.mismatch(till, day=month[0] + timedelta(days=14))
        matching.send(till, run, b"")
        comparing.compare_next(by=None)
        with pytest.raises(ClearingDifferencesOpen):
            clearing.audit_one(by=two[0], clearing_id=row.pk, reason="核对过")


class TestStatement:
    def test_lists_every_line_and_adds_up(self, till, month):
        row = applied(till, month)
        answer = till.get(f"clearings/{row.ref}/statement/csv/")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        heads, *lines = csv.reader(io.StringIO(text))
        assert len(lines) == 6 and heads[0] == "结算号"
        place = heads.index("医疗费总额")
        total = sum(money.parse_fen_signed(line[place]) for line in lines)
        assert total == row.sums["medfee_sumamt"]

    def test_is_a_pdf_with_its_number(self, till, month):
        row = applied(till, month)
        answer = till.get(f"clearings/{row.ref}/{PDF}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        said = clearing_papers.paper_of(by=None, row=row)
        amounts = dict(said.amounts)
        assert amounts["应拨付（基金、个人账户、银行卡）"] == f"{row.sums['payable'] / 100:,.2f}"

"""Account money by file: checked first, approved by another, posted once (feature 52, T56, T70)."""

import pytest
from django.db import IntegrityError, transaction

from settlement.errors import (
    AllotmentEmpty,
    AllotmentFileRefused,
    AllotmentKnown,
    AllotmentSamePerson,
    AllotmentStateRefused,
)
from settlement.models import AllotmentFile, AllotmentRow, LedgerAccount, Posting
from settlement.selectors import accounts, proof
from settlement.services import allotment_work, allotments, ledger
from tests.factories import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker_one(city):
    return world.insured(city, balance="100.00").person


def line(person, month="2026-11", amount="200.00"):
    return f"{person.psn_no},{month},{amount}"


def approve_and_post(row, by):
    allotments.approve(by=by, file_id=row.pk, reason="核对过")
    while allotment_work.post_next(by=None) is not None:
        continue
    row.refresh_from_db()
    return row


def problems(row):
    return [one.problem for one in AllotmentRow.objects.filter(file=row).order_by("line")]


class TestDryRun:
    def test_names_one_problem_a_line_and_moves_nothing(self, city, bring, worker_one):
        other = world.insured(city, balance="0.00").person
        resident = world.insured(city, insutype="390", psn_type="50").person
        closed = world.insured(city, balance="0.00").person
        ledger.personal_account(by=None, person=closed)
        LedgerAccount.objects.filter(person=closed).update(closed_at="2026-01-01T00:00:00+08:00")
        row = bring(
            line(worker_one), line(other), line(other), "NOBODY,2026-11,1.00", line(resident),
            line(closed), line(worker_one, amount="-5.00"), line(worker_one, amount="90000.00"),
            line(worker_one, amount="1e3"), line(worker_one, month="2026-13"), "a,b",
        )  # fmt: skip
        assert problems(row) == [
            "", "twice", "twice", "unknown", "no_account", "closed", "negative", "too_much",
            "unreadable", "unreadable", "unreadable",
        ]  # fmt: skip
        assert (row.state, row.rows_total, row.rows_ready, row.ready_fen) == (
            "CHECKED", 11, 1, 20000,
        )  # fmt: skip
        assert row.report["twice"] == {"rows": 2, "fen": 40000}
        assert accounts.balance_of(worker_one) == 10000

    def test_tells_of_money_for_frozen_accounts(self, bring, worker_one):
        LedgerAccount.objects.filter(person=worker_one).update(is_frozen=True)
        assert bring(line(worker_one)).report["frozen"] == {"rows": 1, "fen": 20000}

    def test_never_keeps_an_id_number_of_the_wrong_column(self, bring, worker_one):
        row = bring(f"{worker_one.certno},2026-11,5.00", line(worker_one))
        assert AllotmentRow.objects.get(file=row, line=2).psn_no == ""

    @pytest.mark.parametrize("text", ["", "编号,月,钱\n1,2,3", "人员编号,月份,金额\n"])
    def test_refuses_a_file_that_is_none(self, finance, text):
        ask = allotments.FileAsk("MONTHLY", "x.csv", [text.encode()])
        with pytest.raises(AllotmentFileRefused):
            allotments.upload(by=finance[0], ask=ask)
        assert not AllotmentFile.objects.exists()

    def test_knows_the_same_file_again(self, bring, worker_one):
        first = bring(line(worker_one))
        with pytest.raises(AllotmentKnown) as known:
            bring(line(worker_one))
        assert known.value.extra["ref"] == first.ref


class TestApproval:
    def test_is_another_persons(self, finance, bring, worker_one):
        row = bring(line(worker_one))
        with pytest.raises(AllotmentSamePerson):
            allotments.approve(by=finance[0], file_id=row.pk, reason="自己批")
        with pytest.raises(IntegrityError), transaction.atomic():
            AllotmentFile.objects.filter(pk=row.pk).update(
                state="APPROVED", decided_by=finance[0], decided_at=row.created_at
            )

    def test_needs_something_to_post(self, finance, bring):
        row = bring("NOBODY,2026-11,1.00")
        with pytest.raises(AllotmentEmpty):
            allotments.approve(by=finance[1], file_id=row.pk, reason="批")
        allotments.reject(by=finance[1], file_id=row.pk, reason="人不对")
        with pytest.raises(AllotmentStateRefused):
            allotments.approve(by=finance[1], file_id=row.pk, reason="批")


class TestPosting:
    def test_brings_every_ready_line_in_once(self, city, finance, bring, monkeypatch):
        monkeypatch.setattr(allotment_work, "PIECE", 2)
        people = [world.insured(city, balance="1.00").person for _ in range(5)]
        row = approve_and_post(bring(*(line(one) for one in people)), finance[1])
        assert (row.state, row.rows_done, row.done_fen) == ("APPLIED", 5, 100000)
        assert {accounts.balance_of(one) for one in people} == {20100}
        assert allotment_work.post_next(by=None) is None
        assert proof.verify() == []

    def test_gives_a_new_employee_an_account(self, city, finance, bring):
        person = world.insured(city, insutype="390", psn_type="50").person
        person.enrolments.update(insutype="310", psn_type="11")
        approve_and_post(bring(line(person)), finance[1])
        assert accounts.balance_of(person) == 20000

    def test_knows_a_month_that_came_in_already(self, finance, bring, worker_one):
        approve_and_post(bring(line(worker_one)), finance[1])
        again = bring(line(worker_one, amount="201.00"), line(worker_one, month="202612"))
        assert problems(again) == ["repeated", ""]

    def test_leaves_out_a_month_that_came_in_since_the_check(self, finance, bring, worker_one):
        first, second = bring(line(worker_one)), bring(line(worker_one, amount="7.00"))
        approve_and_post(first, finance[1])
        row = approve_and_post(second, finance[1])
        assert (row.rows_done, row.rows_failed) == (0, 1)
        assert accounts.balance_of(worker_one) == 30000

    def test_is_put_right_by_a_correction_and_never_below_zero(self, finance, bring, worker_one):
        row = bring(
            line(worker_one, amount="-30.00"),
            line(worker_one, month="2026-10", amount="-5000.00"),
            kind="CORRECTION",
        )
        assert problems(row) == ["", "short"]
        approve_and_post(row, finance[1])
        assert accounts.balance_of(worker_one) == 7000
        assert proof.verify() == []

    def test_is_refused_by_the_database_without_its_posting(self, finance, bring, worker_one):
        row = bring(line(worker_one))
        allotments.approve(by=finance[1], file_id=row.pk, reason="批")
        with pytest.raises(IntegrityError), transaction.atomic():
            AllotmentRow.objects.filter(file=row).update(posted_at=row.created_at)
        assert not Posting.objects.filter(business__startswith="allotment:").exists()

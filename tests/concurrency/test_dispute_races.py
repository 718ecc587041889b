"""Doubts about a bill at the same moment: one question, one end, one code a paper."""

from threading import Barrier

import pytest
from django.db import IntegrityError

from settlement.errors import DisputeAnswered
from settlement.models import Dispute, Printout, Settlement
from settlement.services import disputes, printouts
from tests.admin.conftest import Console
from tests.concurrency.threads import at_once
from tests.factories import world
from yibao.cases import services as cases
from yibao.cases.errors import CaseMoveRefused
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def console(city):
    """Officers of the city."""
    return Console(city)


@pytest.fixture
def who(city):
    return world.insured(city, balance="10.00")


@pytest.fixture
def no(till, who):
    return till.bill(who, *LINES)["setl_id"]


def ask(who, no):
    return disputes.ask(by=who.user, setl_id=no, reason="OTHER", words="不明白")


class TestAsking:
    def test_finds_nothing_twice_when_it_looks_first(self, who, no):
        """The mistake: two look, both find none, both write; the database keeps one."""
        bill = Settlement.objects.get(setl_id=no)
        both_have_looked = Barrier(2)

        def careless():
            is_free = not Dispute.objects.filter(settlement=bill).exists()
            both_have_looked.wait(timeout=30)
            assert is_free
            try:
                Dispute.objects.create(
                    settlement=bill, user=who.user, reason="OTHER", created_at=clock.now()
                )
            except IntegrityError:
                return "refused"
            return "written"

        assert sorted(at_once(careless, careless)) == ["refused", "written"]

    def test_ten_times_at_once_is_one_question(self, who, no):
        rows = at_once(*[lambda: ask(who, no)] * 10)
        assert len({row.pk for row in rows}) == Dispute.objects.count() == 1
        assert Case.objects.filter(case_type=disputes.CASE_TYPE).count() == 1
        assert Notice.objects.filter(code="bill_doubt_asked").count() == 1


class TestEnding:
    def test_has_one_end_when_officer_and_person_act_together(self, who, till, console):
        """T34: an answer or a withdrawal, never both."""
        officer = console.user("reviewer")
        for _ in range(4):
            row = ask(who, till.bill(who, *LINES)["setl_id"])
            cases.take(by=officer, ref=row.case.ref)

            def answer(ref=row.case.ref):
                try:
                    cases.approve(by=officer, ref=ref, note="医院会退。")
                except CaseMoveRefused:
                    return "late"
                return "answered"

            def withdraw(ref=row.ref):
                try:
                    disputes.withdraw(by=who.user, ref=ref)
                except DisputeAnswered:
                    return "late"
                return "withdrawn"

            said = at_once(answer, withdraw)
            row.refresh_from_db()
            case = Case.objects.get(pk=row.case_id)
            ends = {("answered", "late"): "CORRECTED", ("late", "withdrawn"): "WITHDRAWN"}
            assert ends[tuple(said)] == row.state
            assert case.state == {"CORRECTED": "APPROVED"}.get(row.state, "WITHDRAWN")


class TestPrinting:
    def test_ten_prints_at_once_share_one_code(self, who, no):
        def printed():
            bill = Settlement.objects.get(setl_id=no)
            return printouts.of_bill(by=who.user, bill=bill).code

        codes = at_once(*[printed] * 10)
        assert len(set(codes)) == Printout.objects.count() == 1

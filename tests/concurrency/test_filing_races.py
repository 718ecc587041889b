"""Filing for care elsewhere twice at once, and taking back what is just being decided (P157)."""

import pytest

from accounts.models import User
from settlement.models import RemoteFiling
from settlement.services import filings
from tests.concurrency.threads import at_once
from tests.factories import remote, world
from yibao.cases import services as cases
from yibao.kernel.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def _code(work):
    def run():
        try:
            work()
        except DomainError as refused:
            return refused.code
        return ""

    return run


@pytest.fixture
def who(tenant):
    remote.area()
    return world.insured(tenant)


class TestTwoFilings:
    def test_of_one_place_at_once_are_one(self, who):
        answers = at_once(*[_code(lambda: remote.filed(who))] * 8)
        assert sorted(answers) == [""] + ["remote.filing_overlaps"] * 7
        assert RemoteFiling.objects.count() == 1

    def test_of_two_long_stays_at_once_leave_one_that_lasts(self, who):
        """P158: nobody lives in two places."""
        remote.area("510700", "绵阳市")
        areas = (remote.CHENGDU, "510700")
        at_once(*(_code(lambda area=one: remote.filed(who, "LIVING", area=area)) for one in areas))
        lasting = RemoteFiling.objects.filter(state="APPROVED", period__endswith__isnull=True)
        assert lasting.count() == 1


class TestTakingBack:
    @pytest.mark.parametrize("number", range(5))
    def test_while_an_officer_decides_has_one_end(self, who, tenant, number):
        filing = remote.filed(who, "REFERRAL")
        officer = User.objects.create_staff(tenant=tenant, username="officer", password="x")
        cases.take(by=officer, ref=filing.case.ref)
        at_once(
            _code(lambda: cases.approve(by=officer, ref=filing.case.ref)),
            _code(lambda: filings.cancel(by=who.user, ref=filing.ref)),
        )
        filing.refresh_from_db()
        filing.case.refresh_from_db()
        ends = {"APPROVED": {"APPROVED", "CANCELLED"}, "WITHDRAWN": {"CANCELLED"}}
        assert filing.state in ends[filing.case.state]

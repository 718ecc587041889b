"""Whose area's age counts when a member is asked; who handed in does not review (P54, T32)."""

from datetime import date, timedelta

import pytest

from accounts.models import Region
from family import errors
from family.models import FamilyPolicy
from family.selectors import reviews as facts
from family.services import consents
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.accounts import StaffFactory
from vouchers.models import CounterAct
from yibao.cases import services as cases
from yibao.cases.errors import DeciderIsInvolved
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
HERE, THERE = "510600", "510700"


@pytest.fixture
def ages():
    """The age from which an area wants the own consent."""

    def put(**by_area):
        for code, age in by_area.items():
            region, _ = Region.objects.get_or_create(
                code=code.strip("_"), defaults={"name": code, "hotline": "12393"}
            )
            FamilyPolicy.objects.create(region=region, valid_from=date(2020, 1, 1), adult_age=age)

    return put


@pytest.fixture
def young(tenant):
    """Sixteen and a half, insured elsewhere."""
    born = clock.today(tenant) - timedelta(days=365 * 16 + 190)
    person = make.make_member(tenant, born=born)
    person.enrolments.update(insuplc_admdvs=THERE, district_admdvs="")
    return person


class TestAge:
    def test_is_that_of_the_members_own_area(self, holder, young, ages):
        """The holder's area would ask at 18 only; the member's own asks from 16."""
        ages(_510600=18, _510700=16)
        row = make.make_submitted(holder.person, young, region_code=HERE, needs_consent=True)
        assert consents.ask(by=None, request=row).member == young

    def test_of_the_rules_of_the_request_is_enough(self, holder, young, ages):
        """Nobody is stuck between two areas: who is to agree is asked."""
        ages(_510600=16, _510700=18)
        row = make.make_submitted(holder.person, young, region_code=HERE, needs_consent=True)
        assert consents.ask(by=None, request=row).member == young

    def test_below_both_is_not_asked_p65(self, holder, young, ages):
        ages(_510600=18, _510700=17)
        row = make.make_submitted(holder.person, young, region_code=HERE, needs_consent=True)
        with pytest.raises(errors.ConsentTooYoung) as told:
            consents.ask(by=None, request=row)
        assert "17" in told.value.message


class TestClerks:
    def _act(self, request, person, first, second, kind="BIND", subject=""):
        now = clock.now()
        return CounterAct.objects.create(
            tenant=request.tenant, person=person, kind=kind, state="DONE", found_by="id_card",
            subject=subject or request.ref, clerk=first, second_clerk=second, began_at=now,
            ended_at=now,
        )  # fmt: skip

    def test_who_confirmed_at_the_counter_reviews_it_not_t32(self, holder, child, tenant):
        second, third = desk.make_officer(tenant), desk.make_officer(tenant)
        row = desk.in_review(holder.person, child, way="COUNTER")
        self._act(row, holder.person, StaffFactory(tenant=tenant), second)
        with pytest.raises(DeciderIsInvolved):
            desk.take(second, row)
        assert desk.take(third, row).reviewer == third

    def test_nor_who_took_in_the_members_consent(self, holder, tenant):
        mother = make.make_holder(tenant, name="林秀英", born=make.ADULT_BORN).person
        clerks = [desk.make_officer(tenant) for _ in range(2)]
        row = desk.in_review(holder.person, mother, "PARENT", needs_consent=True)
        ask = consents.ask(by=None, request=row)
        self._act(row, mother, *clerks, kind="CONSENT", subject=ask.ref)
        assert {one.pk for one in clerks} <= facts.involved(row.case).staff
        for clerk in clerks:
            with pytest.raises(DeciderIsInvolved):
                cases.take(by=clerk, ref=row.case.ref)

    def test_of_another_matter_are_free(self, holder, child, tenant):
        officer = desk.make_officer(tenant)
        row = desk.in_review(holder.person, child)
        self._act(row, holder.person, StaffFactory(tenant=tenant), officer, subject="another")
        assert desk.take(officer, row).reviewer == officer

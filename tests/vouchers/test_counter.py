"""Acts at a counter: papers, two clerks, what each act does (P4, P186–P189, feature 5)."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from tests.factories.accounts import (
    CitizenFactory,
    EnrolmentFactory,
    PersonFactory,
    StaffFactory,
    UserFactory,
    a_certno,
)
from tests.factories.vouchers import make_holder
from vouchers import errors, rules, selectors
from vouchers.data import CounterAsk
from vouchers.models import CounterAct, CounterSlip, Voucher
from vouchers.services import codes, counter
from yibao.audit.models import AuditEvent
from yibao.cases import officers
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


def ask(kind, *papers, **more):
    return CounterAsk(kind=kind, papers=papers or ("id_card",), found_by="certno", **more)


@pytest.fixture
def first(tenant):
    return StaffFactory(tenant=tenant)


@pytest.fixture
def second(tenant):
    return StaffFactory(tenant=tenant)


@pytest.fixture
def nobody(tenant):
    """A person without account and voucher."""
    person = PersonFactory(tenant=tenant)
    EnrolmentFactory(person=person)
    return person


class TestPapers:
    @pytest.mark.parametrize(
        ("papers", "agent", "age", "is_enough"),
        [
            ({"id_card"}, False, 70, True),
            ({"social_card"}, False, 70, False),
            ({"id_card"}, True, 70, False),
            ({"id_card", "proxy_letter"}, True, 70, True),
            ({"household_register"}, True, 8, True),
            ({"birth_certificate"}, True, 8, True),
            ({"household_register"}, False, 8, False),
            ({"id_card"}, True, 8, False),
            ({"id_card", "passport"}, False, 70, False),
        ],
    )
    def test_are_judged_all_at_once(self, papers, agent, age, is_enough):
        seen = rules.SeenPapers(papers=frozenset(papers), has_agent=agent, age=age)
        assert (rules.missing_papers(seen) == "") is is_enough


class TestOpening:
    def test_needs_two_clerks_and_names_both(self, first, second, nobody):
        act = counter.begin(by=first, person=nobody, ask=ask("OPEN"))
        assert act.state == "WAITING"
        assert selectors.voucher_of(nobody) is None
        counter.confirm(by=second, ref=act.ref)
        voucher = Voucher.objects.get(person=nobody)
        assert (voucher.state, voucher.activation_way) == ("ACTIVE", "COUNTER")
        event = AuditEvent.objects.get(verb="vouchers.counter_act.done")
        assert event.data["clerks"] == [str(first.pk), str(second.pk)]

    def test_is_never_confirmed_by_the_first_clerk(self, first, nobody):
        """P189, I19: the same person twice is one person."""
        act = counter.begin(by=first, person=nobody, ask=ask("OPEN"))
        with pytest.raises(errors.CounterSameClerk):
            counter.confirm(by=first, ref=act.ref)
        assert selectors.voucher_of(nobody) is None

    def test_the_database_refuses_one_clerk_in_both_places(self, first, nobody):
        from django.db import IntegrityError, transaction

        act = counter.begin(by=first, person=nobody, ask=ask("OPEN"))
        with pytest.raises(IntegrityError), transaction.atomic():
            CounterAct.objects.filter(pk=act.pk).update(second_clerk=first)
        with pytest.raises(IntegrityError), transaction.atomic():
            CounterAct.objects.filter(pk=act.pk).update(state="DONE")

    def test_for_a_child_needs_the_guardian(self, tenant, first, second):
        child = PersonFactory(tenant=tenant, birth=clock.today() - timedelta(days=365 * 6))
        EnrolmentFactory(person=child, insutype="390", psn_type="41")
        with pytest.raises(errors.CounterPapersMissing):
            counter.begin(by=first, person=child, ask=ask("OPEN", "household_register"))
        guardian = a_certno(clock.today().replace(year=1990, month=1, day=5))
        told = ask("OPEN", "household_register", agent_name="林英", agent_certno=guardian)
        act = counter.begin(by=first, person=child, ask=told)
        counter.confirm(by=second, ref=act.ref)
        assert Voucher.objects.get(person=child).state == "ACTIVE"

    def test_is_refused_for_somebody_who_is_not_insured(self, tenant, first):
        stranger = PersonFactory(tenant=tenant)
        with pytest.raises(errors.NotInsured):
            counter.begin(by=first, person=stranger, ask=ask("OPEN"))

    def test_leaves_the_first_password_to_the_person(self, tenant, first, second):
        user = CitizenFactory(tenant=tenant)
        act = counter.begin(by=first, person=user.person, ask=ask("OPEN"))
        counter.confirm(by=second, ref=act.ref)
        assert Voucher.objects.get(person=user.person).pin_hash == ""


class TestSecondClerk:
    def test_may_refuse_and_nothing_happens(self, first, second, nobody):
        act = counter.begin(by=first, person=nobody, ask=ask("OPEN"))
        assert counter.refuse(by=second, ref=act.ref, reason="证件和人不像").state == "REFUSED"
        with pytest.raises(errors.CounterActOver):
            counter.confirm(by=second, ref=act.ref)
        assert selectors.voucher_of(nobody) is None

    def test_comes_within_two_hours_or_the_act_is_over(self, first, second, nobody):
        act = counter.begin(by=first, person=nobody, ask=ask("OPEN"))
        with time_machine.travel(clock.now() + timedelta(hours=2, seconds=1)):
            with pytest.raises(errors.CounterActOver):
                counter.confirm(by=second, ref=act.ref)
        act.refresh_from_db()
        assert act.state == "EXPIRED"

    def test_finds_old_acts_closed_by_themselves(self, first, nobody):
        counter.begin(by=first, person=nobody, ask=ask("OPEN"))
        with time_machine.travel(clock.now() + timedelta(hours=3)):
            assert counter.expire_old() == 1
            assert counter.expire_old() == 0


class TestOtherActs:
    def test_suspending_needs_no_second_clerk(self, tenant, first):
        user = make_holder(tenant)
        act = counter.begin(by=first, person=user.person, ask=ask("SUSPEND", reason="手机丢了"))
        assert act.state == "DONE"
        assert Voucher.objects.get(person=user.person).state == "SUSPENDED"

    def test_restoring_brings_it_back(self, tenant, first, second):
        user = make_holder(tenant, state="SUSPENDED")
        act = counter.begin(by=first, person=user.person, ask=ask("RESTORE"))
        counter.confirm(by=second, ref=act.ref)
        assert Voucher.objects.get(person=user.person).state == "ACTIVE"

    def test_reissuing_kills_what_was_shown_before(self, tenant, first):
        """P38."""
        user = make_holder(tenant)
        shown = codes.issue(by=user, person=user.person)
        act = counter.begin(by=first, person=user.person, ask=ask("REISSUE", reason="怕被人拍过"))
        assert act.state == "DONE"
        with pytest.raises(errors.CodeUnknown):
            counter.find_by_code(by=first, code=shown.code)

    def test_a_slip_is_printed_once_and_names_both_clerks(self, tenant, first, second):
        user = make_holder(tenant)
        act = counter.begin(by=first, person=user.person, ask=ask("SLIP"))
        done, slip = counter.confirm(by=second, ref=act.ref)
        assert done.state == "DONE"
        assert CounterSlip.objects.get(ref=slip.ref).issued_by == first

    def test_a_new_number_is_bound_with_the_usual_hold(self, tenant, first, second):
        """T16: money waits a day, whichever way the number was changed."""
        user = CitizenFactory(tenant=tenant)
        act = counter.begin(by=first, person=user.person, ask=ask("PHONE", new_phone="13911112222"))
        counter.confirm(by=second, ref=act.ref)
        user.refresh_from_db()
        assert user.phone == "13911112222"
        assert user.money_held_until > clock.now() + timedelta(hours=23)

    def test_an_account_is_given_its_person_without_a_face(self, tenant, first, second, nobody):
        """T21: the way without a face ends in a real-named account."""
        fresh = UserFactory(tenant=tenant, phone="13911113333")
        act = counter.begin(by=first, person=nobody, ask=ask("RECOVER", new_phone="13911113333"))
        counter.confirm(by=second, ref=act.ref)
        assert User.objects.get(pk=fresh.pk).person == nobody

    def test_an_account_is_closed_by_two_clerks(self, tenant, first, second):
        """P37, T21: the way without a face."""
        user = make_holder(tenant)
        act = counter.begin(by=first, person=user.person, ask=ask("CLOSE"))
        counter.confirm(by=second, ref=act.ref)
        user.refresh_from_db()
        assert user.closed_at is not None
        assert user.person_id is None


class TestOwnMatters:
    def test_are_begun_and_confirmed_by_nobody_involved_t32(self, tenant, first, second, nobody):
        officers.declare(by=None, staff=first, own_index="x", kin_indexes=[nobody.certno_index])
        with pytest.raises(errors.CounterOwnMatter):
            counter.begin(by=first, person=nobody, ask=ask("OPEN"))
        act = counter.begin(by=second, person=nobody, ask=ask("OPEN"))
        with pytest.raises(errors.CounterOwnMatter):
            counter.confirm(by=first, ref=act.ref)
        act.refresh_from_db()
        assert act.state == "WAITING"


class TestCodeAtTheDesk:
    def test_that_a_relative_shows_proves_nobody_else_p88(self, tenant, first):
        user, daughter = make_holder(tenant), make_holder(tenant)
        shown = codes.issue(by=daughter, person=user.person, presented_as="女儿")
        with pytest.raises(errors.CounterNotPossible) as refused:
            counter.find_by_code(by=first, code=shown.code)
        assert "家人" in refused.value.message

    def test_finds_its_person_and_is_used_up(self, tenant, first):
        user = make_holder(tenant)
        shown = codes.issue(by=user, person=user.person)
        assert counter.find_by_code(by=first, code=shown.code) == user.person
        with pytest.raises(errors.CodeUnknown):
            counter.find_by_code(by=first, code=shown.code)

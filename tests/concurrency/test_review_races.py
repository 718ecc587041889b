"""T36: two officers, two threads, two clicks: one decision, one notice, one binding."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from family.models import Binding
from family.services import consents, requests, reviews, verdicts
from tests.concurrency.threads import at_once
from tests.factories import family as make
from tests.factories import reviews as desk
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.desk import leases, picking, taking
from yibao.cases.models import Case, Decision, Lease
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def outcome(work):
    """What a thread came to: done, or the code of the refusal."""

    def run() -> str:
        try:
            work()
        except DomainError as refused:
            return refused.code
        return "done"

    return run


@pytest.fixture
def scene(tenant):
    holder = make.make_holder(tenant)
    return holder, desk.in_review(holder.person, make.make_member(tenant))


class TestTwoDecisions:
    def test_of_one_officer_in_two_windows_are_one(self, tenant, scene):
        holder, row = scene
        officer = desk.make_officer(tenant)
        desk.take(officer, row)
        evidence, fence = desk.seen(row), desk.fence(row)
        answers = at_once(
            outcome(
                lambda: verdicts.approve(by=officer, request=row, evidence=evidence, fence=fence)
            ),
            outcome(
                lambda: verdicts.return_request(
                    by=officer,
                    request=row,
                    defects=[(desk.SLOT, "GLARE")],
                    evidence=evidence,
                    fence=fence,
                )
            ),
            outcome(
                lambda: verdicts.approve(by=officer, request=row, evidence=evidence, fence=fence)
            ),
        )
        assert answers.count("done") == 1, answers
        assert Decision.objects.count() == 1
        assert Notice.objects.filter(user=holder).count() == 1
        assert Binding.objects.count() == (desk.fresh(row).state == "APPROVED")

    def test_of_two_officers_who_take_at_once_have_one_holder(self, tenant, scene):
        _, row = scene
        one, two = desk.make_officer(tenant), desk.make_officer(tenant)
        answers = at_once(
            outcome(lambda: desk.take(one, row)), outcome(lambda: desk.take(two, row))
        )
        assert answers.count("done") == 1, answers


class TestTheOtherSide:
    def test_withdrawing_and_approving_end_in_one_way(self, tenant, scene):
        holder, row = scene
        officer = desk.make_officer(tenant)
        desk.take(officer, row)
        evidence, fence = desk.seen(row), desk.fence(row)
        answers = at_once(
            outcome(
                lambda: verdicts.approve(by=officer, request=row, evidence=evidence, fence=fence)
            ),
            outcome(lambda: requests.withdraw(by=holder, ref=row.ref)),
        )
        assert answers.count("done") == 1, answers
        fresh = desk.fresh(row)
        assert (fresh.state == "APPROVED") == Binding.objects.exists()
        assert (fresh.state == "WITHDRAWN") == (fresh.place.released_at is not None)

    def test_consent_and_approval_at_once_bind_once_p74(self, tenant):
        holder = make.make_holder(tenant)
        mother = make.make_holder(tenant, name="林秀英", born=make.ADULT_BORN).person
        row = desk.in_review(holder.person, mother, "PARENT", needs_consent=True)
        ask = consents.ask(by=None, request=row)
        officer = desk.make_officer(tenant)
        desk.take(officer, row)
        evidence, fence = desk.seen(row), desk.fence(row)

        def agree():
            from family.services import consent_steps

            with transaction.atomic():
                locked = consent_steps.locked(by=mother.user, ask=ask)
                locked.way, locked.answered_at = "LOGIN", clock.now()
                consent_steps.move(
                    by=mother.user, ask=locked, to="GIVEN", save=("way", "answered_at")
                )
                reviews.consent_given(by=mother.user, request=locked.request)

        answers = at_once(
            outcome(agree),
            outcome(
                lambda: verdicts.approve(by=officer, request=row, evidence=evidence, fence=fence)
            ),
        )
        assert answers == ["done", "done"]
        assert desk.fresh(row).state == "APPROVED"
        assert Binding.objects.count() == 1


OFFICERS, ROUNDS = 16, 6


@pytest.fixture
def officers(tenant):
    """Sixteen of them."""
    return [desk.make_officer(tenant) for _ in range(OFFICERS)]


@pytest.fixture
def ten_thousand(tenant):
    """So many cases wait."""
    moment = clock.now()
    Case.objects.bulk_create(
        [
            Case(
                tenant=tenant,
                case_type="report",
                region_code="510603",
                subject="x",
                summary="一件事",
                opened_at=moment,
                due_at=moment + timedelta(hours=number % 99),
            )
            for number in range(10_000)
        ],
        batch_size=2_000,
    )


@pytest.mark.usefixtures("ten_thousand")
class TestTenThousandCases:
    """Sixteen officers ask for the next one at the same moment, again and again (feature 31)."""

    def test_are_given_to_nobody_twice(self, officers):
        def ask(officer):
            return lambda: [taking.take_next(by=officer).pk for _ in range(ROUNDS)]

        given = sum(at_once(*(ask(one) for one in officers)), [])
        assert len(set(given)) == len(given) == OFFICERS * ROUNDS
        assert Lease.objects.count() == len(given)
        assert Case.objects.filter(state="IN_REVIEW", fence=1).count() == len(given)
        waiting = Case.objects.filter(state="OPEN").order_by("due_at").first()
        late = Case.objects.filter(pk__in=given, due_at__gt=waiting.due_at)
        assert not late.exists()  # the most urgent ones went first

    def test_would_be_given_twice_by_who_only_looks(self, officers):
        """The same question without the lock: all of them see one and the same case first."""

        def look(officer):
            return lambda: picking.open_to(officer).order_by("due_at", "id").first().pk

        seen = at_once(*(look(one) for one in officers))
        assert len(set(seen)) == 1


class TestOneCase:
    def test_is_held_once_even_where_all_only_looked(self, scene, officers):
        """Past the services: the lease's own key lets one of sixteen writers through."""
        case = scene[1].case

        def write(officer):
            def run():
                try:
                    with transaction.atomic():
                        Case.objects.filter(pk=case.pk).update(
                            state="IN_REVIEW", reviewer=officer, fence=1
                        )
                        Lease.objects.create(
                            case=case, holder=officer, fence=1, taken_at=clock.now(),
                            beat_at=clock.now(), expires_at=clock.now() + leases.LIFE,
                        )  # fmt: skip
                except DatabaseError:
                    return "refused"
                return "done"

            return run

        answers = at_once(*(write(one) for one in officers))
        assert answers.count("done") == 1
        case.refresh_from_db()
        assert case.reviewer_id == case.lease.holder_id


class TestTheEndOfALease:
    def test_and_a_late_decision_end_in_one_way(self, tenant, scene):
        """T36: the quarter of an hour is over; writer, timer and colleague race."""
        _, row = scene
        one, two = desk.make_officer(tenant), desk.make_officer(tenant)
        desk.take(one, row)
        evidence, fence = desk.seen(row), desk.fence(row)
        with time_machine.travel(clock.now() + timedelta(minutes=16)):
            answers = at_once(
                outcome(
                    lambda: verdicts.approve(by=one, request=row, evidence=evidence, fence=fence)
                ),
                outcome(lambda: leases.release_expired(by=None)),
                outcome(lambda: desk.take(two, row)),
            )
        assert answers == ["cases.case.lease_lost", "done", "done"]
        assert not Decision.objects.exists()
        assert desk.fresh(row).case.reviewer == two
        assert Lease.objects.get().holder == two

    def test_and_a_sign_of_life_leave_one_holder(self, tenant, scene):
        _, row = scene
        one, two = desk.make_officer(tenant), desk.make_officer(tenant)
        desk.take(one, row)
        fence = desk.fence(row)
        at_once(
            outcome(lambda: leases.beat(by=one, ref=row.case.ref, fence=fence)),
            outcome(lambda: cases.put_back(by=one, ref=row.case.ref)),
            outcome(lambda: taking.take_next(by=two)),
        )
        case = desk.fresh(row).case
        lease = Lease.objects.filter(case=case).first()
        assert (case.reviewer_id, case.fence) == (
            (lease.holder_id, lease.fence) if lease else (None, fence)
        )


class TestTheSecondWord:
    def test_of_one_officer_in_two_threads_is_not_two_words_t33(self, tenant):
        """Risky: two must agree. One officer says it twice at once; it stays one word."""
        row = desk.in_review(
            make.make_holder(tenant).person, make.make_member(tenant), is_risky=True
        )
        officer = desk.make_officer(tenant)
        desk.take(officer, row)
        evidence, fence = desk.seen(row), desk.fence(row)
        say = outcome(
            lambda: verdicts.approve(by=officer, request=row, evidence=evidence, fence=fence)
        )
        answers = at_once(say, say, say, outcome(lambda: desk.take(officer, row)))
        assert answers.count("done") == 1
        assert Decision.objects.count() == 1
        assert desk.fresh(row).case.state == "OPEN" and not Binding.objects.exists()
        refused = AuditEvent.objects.filter(verb="cases.case.refused")
        assert refused.count() == 3

"""Feature 42: two officers reach for the same blind second look, and two leads for one quarrel."""

import pytest

from tests.cases.scene import Desk
from tests.concurrency.threads import at_once
from tests.review.scene import decided, done, drawn
from yibao.audit.models import AuditEvent
from yibao.cases.looks import steps as look_steps
from yibao.cases.models import SecondLook
from yibao.kernel.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def outcome(work):
    """What a thread came to: what it was given, or the code of the refusal."""

    def run():
        try:
            return work()
        except DomainError as refused:
            return refused.code

    return run


class TestTwoOfficers:
    def test_do_not_get_the_same_look(self, tenant):
        desk = Desk(tenant)
        drawn(decided(desk))
        officers = desk.officer(), desk.officer()
        answers = at_once(
            *(outcome(lambda by=one: look_steps.take_next(by=by)) for one in officers)
        )
        assert sum(isinstance(one, SecondLook) for one in answers) == 1
        assert None in answers
        assert SecondLook.objects.get().fence == 1

    def test_share_two_looks(self, tenant):
        desk = Desk(tenant)
        looks = {drawn(decided(desk)).pk for _ in range(2)}
        officers = desk.officer(), desk.officer()
        answers = at_once(
            *(outcome(lambda by=one: look_steps.take_next(by=by)) for one in officers)
        )
        assert {one.pk for one in answers} == looks


class TestTwoLeads:
    def test_settle_once(self, tenant):
        desk = Desk(tenant)
        look = done(desk, "APPROVE", "REJECT")
        leads = desk.lead(), desk.lead()
        answers = at_once(
            *(
                outcome(
                    lambda by=one: look_steps.settle(by=by, pk=look.pk, kind="REJECT", note="不是")
                )
                for one in leads
            )
        )
        assert answers.count("cases.look.settled_by_another") == 1
        assert AuditEvent.objects.filter(verb="cases.look.settled").count() == 1

"""T34: every state, every verb, every role; the illegal ones refused in Python and by raw SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from family.models import Binding, BindingRequest
from family.services import requests, reviews, verdicts
from family.states import REQUEST_MOVES, RequestState
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.bindings import make_binding
from yibao.kernel.errors import DomainError

pytestmark = pytest.mark.django_db
STATES = list(RequestState.values)
#: Verb → the states from which it may do something, and what a repetition leaves alone.
HOLDERS = {
    "submit": {"DRAFT"},
    "correct": {"RETURNED"},
    "withdraw": {"DRAFT", "SUBMITTED", "PRECHECK", "IN_REVIEW", "RETURNED", "CONSENT_PENDING"},
    "appeal": {"REJECTED", "EXPIRED"},
}
SYSTEMS = {
    "hand_over": {"PRECHECK"},
    "passed": {"PRECHECK"},
    "consent_given": {"CONSENT_PENDING"},
    "consent_refused": {"SUBMITTED", "PRECHECK", "IN_REVIEW", "RETURNED", "CONSENT_PENDING"},
    "consent_expired": {"SUBMITTED", "PRECHECK", "IN_REVIEW", "RETURNED", "CONSENT_PENDING"},
}
OFFICERS = ("approve", "reject", "return_request")


def in_state(holder, member, state: str) -> BindingRequest:
    """A request that stands there; an approved one with its binding."""
    if state == "DRAFT":
        return make.make_draft(holder.person, member)
    if state == "IN_REVIEW":
        return desk.in_review(holder.person, member)
    more = {}
    if state == "APPROVED":
        binding = make_binding(holder.person, member)
        more = {"binding": binding, "place": binding.place}
    return make.make_submitted(holder.person, member, state=state, **more)


def holders_verb(name: str, by, row):
    more = {"statement": "请再看"} if name == "appeal" else {}
    return getattr(requests, name)(by=by, ref=row.ref, **more)


def systems_verb(name: str, row):
    more = {"way": Binding.Way.RULES} if name == "passed" else {}
    return getattr(reviews, name)(by=None, request=row, **more)


def officers_verb(name: str, by, row):
    more = {
        "approve": {},
        "reject": {"reason": "NO_RELATION"},
        "return_request": {"defects": [("LETTER", "UNSIGNED")]},
    }[name]
    return getattr(verdicts, name)(
        by=by, request=row, evidence=desk.seen(row), fence=desk.fence(row), **more
    )


def state_of(row) -> str:
    return BindingRequest.objects.values_list("state", flat=True).get(pk=row.pk)


@pytest.mark.parametrize("state", STATES)
class TestEveryState:
    def test_lets_holders_do_what_the_table_says(self, holder, child, tenant, state):
        stranger, officer = make.make_holder(tenant), desk.make_officer(tenant)
        row = in_state(holder, child, state)
        for name, allowed in HOLDERS.items():
            for nobody in (stranger, officer):
                with pytest.raises(DomainError):
                    holders_verb(name, nobody, row)
                assert state_of(row) == state
            if state in allowed:
                continue
            try:
                holders_verb(name, holder, row)
            except DomainError:
                pass
            assert state_of(row) == state, name

    def test_lets_the_system_do_what_the_table_says(self, holder, child, state):
        row = in_state(holder, child, state)
        for name, allowed in SYSTEMS.items():
            if state in allowed:
                continue
            try:
                systems_verb(name, row)
            except DomainError:
                pass
            assert state_of(row) == state, name
        assert Binding.objects.count() == (state == "APPROVED")

    def test_lets_only_the_officer_of_the_case_decide(self, holder, child, tenant, state):
        """No case in hand, nothing to decide; a citizen and a colleague never."""
        row = in_state(holder, child, state)
        for by in (desk.make_officer(tenant), holder, make.make_holder(tenant)):
            for name in OFFICERS:
                with pytest.raises(DomainError):
                    officers_verb(name, by, row)
                assert state_of(row) == state

    def test_refuses_every_other_move_in_sql(self, holder, child, state):
        row = in_state(holder, child, state)
        tried = 0
        for to in STATES:
            if to == state or REQUEST_MOVES.allows(state, to):
                continue
            with pytest.raises(DatabaseError, match="not an allowed move"), transaction.atomic():
                BindingRequest.objects.filter(pk=row.pk).update(state=to)
            tried += 1
        assert tried
        assert state_of(row) == state


class TestUnderReview:
    def test_a_colleague_who_does_not_hold_the_case_decides_nothing(self, holder, child, tenant):
        row = desk.in_review(holder.person, child)
        desk.take(desk.make_officer(tenant), row)
        other = desk.make_officer(tenant)
        for name in OFFICERS:
            with pytest.raises(DomainError):
                officers_verb(name, other, desk.fresh(row))
        assert state_of(row) == "IN_REVIEW"

    def test_passes_by_a_decision_only(self, holder, child):
        row = desk.in_review(holder.person, child)
        with pytest.raises(DomainError):
            reviews.passed(by=None, request=row, way=Binding.Way.REVIEW)
        assert state_of(row) == "IN_REVIEW"

    def test_cannot_be_approved_in_sql_without_a_binding(self, holder, child):
        row = desk.in_review(holder.person, child)
        with pytest.raises(DatabaseError), transaction.atomic():
            BindingRequest.objects.filter(pk=row.pk).update(state="APPROVED")

    def test_keeps_events_and_decisions_as_they_were_written(self, holder, child, tenant):
        row = desk.in_review(holder.person, child)
        desk.reject(desk.make_officer(tenant), row)
        for table in ("family_requestevent", "cases_decision", "cases_barred"):
            for change in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}"):
                with pytest.raises(DatabaseError), transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute(change)

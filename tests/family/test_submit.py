"""Sending a request: what is fixed, taken, owed and refused (P48, P58, P74, T34)."""

from datetime import date

import pytest
import time_machine

from family.errors import (
    AlreadyBound,
    BindingLimitReached,
    RequestIncomplete,
    RequestNotPossible,
)
from family.models import BindingRequest, ConsentAsk, ProofSet, ProofSlot
from family.services import requests
from tests.factories import family as make
from tests.factories import reviews as desk
from yibao.kernel.errors import NotFound
from yibao.kernel.models import OutboxMessage
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def proofs(db):
    """One way, one place."""
    for branch in ("CHILD", "ADULT"):
        way = ProofSet.objects.create(code="BIRTH_CERTIFICATE", branch=branch, title="出生医学证明")
        ProofSlot.objects.create(proof_set=way, code=desk.SLOT, title="出生医学证明")


def ready(holder, member, relation="CHILD", **more) -> BindingRequest:
    """A draft with nothing missing."""
    from family.data.notice import NOTICE

    facts = {"notice_version": NOTICE.version, "proof_set": "BIRTH_CERTIFICATE"}
    row = make.make_draft(holder.person, member, relation, **facts | more)
    desk.add_paper(row)
    return make.sign(row)


class TestSubmit:
    def test_takes_the_place_owes_the_checks_and_tells(self, holder, child):
        row = requests.submit(by=holder, ref=ready(holder, child).ref)
        assert (row.state, row.round, row.branch, row.needs_consent) == (
            "SUBMITTED", 1, "CHILD", False,
        )  # fmt: skip
        assert row.place.number == 1 and row.place.released_at is None
        assert row.policy["return_max"] == 3
        owed = OutboxMessage.objects.get(key=f"family.precheck:{row.pk}:1")
        assert owed.payload == {"request": str(row.pk)}
        told = Notice.objects.get(user=holder)
        assert told.code == "family_submitted" and row.number in told.body
        sms = SmsMessage.objects.get()
        assert row.number in sms.text
        for secret in (child.name, child.certno, holder.person.name):
            assert secret not in sms.text + told.body

    def test_twice_is_one_request(self, holder, child):
        ref = ready(holder, child).ref
        requests.submit(by=holder, ref=ref)
        again = requests.submit(by=holder, ref=ref)
        assert again.round == 1
        assert Notice.objects.count() == 1
        assert again.events.count() == 1

    def test_asks_a_member_of_16_at_the_same_moment_p74(self, tenant, holder):
        mother = make.make_member(tenant, born=make.ADULT_BORN, name="林秀英")
        row = requests.submit(by=holder, ref=ready(holder, mother, "PARENT").ref)
        assert (row.branch, row.needs_consent) == ("ADULT", True)
        assert ConsentAsk.objects.get(request=row).state == "OPEN"

    @pytest.mark.parametrize(("day", "branch"), [(-1, "CHILD"), (0, "ADULT"), (1, "ADULT")])
    def test_fixes_the_branch_by_the_age_of_the_day_p58(self, tenant, holder, day, branch):
        with time_machine.travel("2026-05-01 09:00+08:00"):
            member = make.make_member(tenant, born=date(2010, 6, 10), name="王小红")
            row = ready(holder, member)
        birthday = member.birth_date.replace(year=2026).toordinal()
        with time_machine.travel(f"{date.fromordinal(birthday + day)} 00:00+08:00"):
            make.sign(row)  # the letter follows the branch
            row = requests.submit(by=holder, ref=row.ref)
        assert (row.branch, row.needs_consent) == (branch, branch == "ADULT")

    def test_needs_every_step_t34(self, holder, child):
        row = make.make_draft(holder.person, child)
        with pytest.raises(RequestIncomplete) as refused:
            requests.submit(by=holder, ref=row.ref)
        assert "承诺书" in refused.value.message
        assert desk.fresh(row).state == "DRAFT"

    def test_is_the_holders_alone_t31(self, tenant, holder, child):
        row = ready(holder, child)
        for by in (make.make_holder(tenant), desk.make_officer(tenant)):
            with pytest.raises(NotFound):
                requests.submit(by=by, ref=row.ref)

    def test_is_refused_where_the_member_has_a_place_p51(self, holder, child):
        make.make_submitted(holder.person, child)
        with pytest.raises(AlreadyBound):
            requests.submit(by=holder, ref=ready(holder, child).ref)

    def test_is_refused_at_the_sixth_p48(self, tenant, holder, child):
        for _ in range(5):
            make.take_place(holder.person, make.make_member(tenant))
        row = ready(holder, child)
        with pytest.raises(BindingLimitReached):
            requests.submit(by=holder, ref=row.ref)
        assert not OutboxMessage.objects.filter(topic="family.precheck").exists()

    def test_is_not_possible_after_the_end(self, holder, child):
        row = make.make_submitted(holder.person, child, state="WITHDRAWN")
        with pytest.raises(RequestNotPossible):
            requests.submit(by=holder, ref=row.ref)


class TestLeaving:
    def test_ends_what_somebody_asked_for_without_a_message(self, holder, child):
        row = desk.in_review(holder.person, child)
        requests.end_all_of(by=None, person=holder.person)
        fresh = desk.fresh(row)
        assert (fresh.state, fresh.case.state) == ("WITHDRAWN", "WITHDRAWN")
        assert not Notice.objects.exists()

    def test_ends_what_was_asked_about_the_dead(self, holder, child):
        row = desk.in_review(holder.person, child)
        child.deceased_on = date(2026, 1, 2)
        child.save()
        requests.end_all_of(by=None, person=child)
        fresh = desk.fresh(row)
        assert (fresh.state, fresh.outcome) == ("REJECTED", "MEMBER_DEAD")
        assert fresh.place.released_at is not None

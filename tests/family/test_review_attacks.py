"""Each way around four eyes, tried: console, crafted posts, REST, services, SQL (T32, T33, T36).

Threads are tried in ``tests/concurrency/test_review_races.py``.
"""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import get_resolver

from family.models import Binding, Document
from family.services import reviews, verdicts
from tests.admin.conftest import make_staff, signed_in
from tests.cases.scene import fresh, refusals
from tests.factories import family as make
from tests.factories import reviews as desk
from yibao.cases import services as cases
from yibao.cases.desk import leases, taking
from yibao.cases.models import Case, Decision, Lease
from yibao.kernel import clock
from yibao.kernel.errors import DomainError

pytestmark = pytest.mark.django_db
ATTACKERS = ("first", "holder", "member", "kin")


@pytest.fixture
def row(holder, child):
    """Risky: two officers must agree."""
    return desk.in_review(holder.person, child, is_risky=True)


@pytest.fixture
def officer(tenant):
    """Makes officers with their role; each is another person."""
    made = []

    def make_one(*kin: str, own: str = "", role: str = "reviewer"):
        user = make_staff(tenant, f"officer-{len(made)}", role)
        made.append(desk.declare(user, *kin, own=own))
        return user

    return make_one


@pytest.fixture(params=ATTACKERS)
def attacker(request, officer, row, holder, child):
    """Who may not decide: said the first word, is the person, or a relative."""
    if request.param == "first":
        user = officer()
        desk.approve(user, row)
        return user
    numbers = {"holder": holder.person.certno, "member": child.certno}
    if request.param == "kin":
        return officer(child.certno)
    return officer(own=numbers[request.param])


def standing(row) -> tuple:
    """What no attack may change."""
    case = fresh(row.case)
    words = list(Decision.objects.filter(case=case).values_list("pk", flat=True))
    return case.state, case.reviewer_id, case.decided_at, words, Binding.objects.count()


DECISION = {"act": "next", "kind": "APPROVE", "reason": "看过了", "note": "看过了", "x": "1"}
POSTS = {
    "page": ("review/case/{ref}/", {**DECISION, "token": "forged"}),
    "take": ("review/case/{ref}/do/take/", DECISION),
    "take over": ("review/case/{ref}/do/take-over/", DECISION),
    "button": ("cases/case/{case}/do/take/", DECISION),
    "approving button": ("cases/case/{case}/do/approve/", DECISION),
    "button that is not there": ("cases/case/{case}/do/finish/", DECISION),
    "change": ("cases/case/{case}/change/", {"state": "APPROVED", "_save": "1"}),
    "request's button": ("family/bindingrequest/{request}/do/approve/", DECISION),
    "request's change": (
        "family/bindingrequest/{request}/change/",
        {"state": "APPROVED", "_save": "1"},
    ),
    "list": ("cases/case/", {"action": "approve", "_selected_action": "{case}"}),
    "request list": (
        "family/bindingrequest/",
        {"action": "delete_selected", "_selected_action": "{request}"},
    ),
}


class TestConsole:
    @pytest.mark.parametrize("way", POSTS)
    def test_refuses_and_writes_it_down(self, attacker, row, way):
        before, browser = standing(row), signed_in(attacker)
        path, data = POSTS[way]
        names = {"ref": row.case.ref, "case": row.case.pk, "request": row.pk}
        answer = browser.post(
            f"/admin/{path.format(**names)}",
            {name: value.format(**names) for name, value in data.items()},
        )
        assert answer.status_code in (200, 302, 403, 404)
        assert standing(row) == before
        assert refusals(), way

    def test_gives_an_attacker_nothing_to_take(self, attacker, row):
        before, browser = standing(row), signed_in(attacker)
        browser.post("/admin/review/next/")
        assert taking.take_next(by=attacker) is None
        assert standing(row) == before

    def test_has_no_rest_address_for_a_word(self, attacker, row, client):
        """Partners and citizens decide nothing; no address of the API knows a case."""
        rest = [one for one in _addresses(get_resolver()) if one.startswith("api/")]
        assert rest and not [one for one in rest if "case" in one or "review" in one]
        before, browser = standing(row), signed_in(attacker)
        for path in ("cases", "reviews", "family/requests"):
            for verb in ("post", "put", "patch"):
                address = f"/api/v1/{path}/{row.case.ref}/"
                answer = getattr(browser, verb)(
                    address, '{"state": "APPROVED"}', content_type="application/json"
                )
                assert answer.status_code in (401, 404, 405)
        assert standing(row) == before


def _addresses(resolver, before=""):
    for one in resolver.url_patterns:
        here = f"{before}{one.pattern}"
        if hasattr(one, "url_patterns"):
            yield from _addresses(one, here)
        else:
            yield here


class TestServices:
    """Called from a shell, past every page."""

    @pytest.mark.parametrize("way", ["take", "take_over", "approve", "reject", "return", "decide"])
    def test_refuse_and_write_it_down(self, attacker, row, way):
        before, seen = standing(row), desk.seen(row)
        word = {"by": attacker, "request": desk.fresh(row), "evidence": seen, "fence": 99}
        plain = {"by": attacker, "ref": row.case.ref}
        calls = {
            "take": lambda: cases.take(**plain),
            "take_over": lambda: taking.take_over(reason="我来", **plain),
            "approve": lambda: verdicts.approve(**word),
            "reject": lambda: verdicts.reject(reason="NO_RELATION", **word),
            "return": lambda: verdicts.return_request(defects=[(desk.SLOT, "GLARE")], **word),
            "decide": lambda: cases.decide(kind="APPROVE", evidence=seen, fence=99, **plain),
        }
        with pytest.raises(DomainError):
            calls[way]()
        assert standing(row) == before
        act, code = refusals(row.case)[-1]
        assert act == way and code.startswith("cases.case.")

    def test_refuse_a_lead_who_is_involved(self, officer, row, child):
        lead = officer(child.certno, role="lead")
        holder = officer()
        desk.take(holder, row)
        with pytest.raises(DomainError, match="decider_involved"):
            taking.take_over(by=lead, ref=row.case.ref, reason="催办")
        assert fresh(row.case).reviewer == holder
        assert refusals(row.case) == [("take_over", "cases.case.decider_involved")]

    def test_do_not_pass_a_request_without_its_decision(self, row):
        with pytest.raises(DomainError):
            reviews.passed(by=None, request=row, way=Binding.Way.REVIEW)
        assert not Binding.objects.exists()


class TestColleague:
    """The lead hands the case on to who may not have it."""

    def test_cannot_give_it_to_an_attacker(self, attacker, officer, row):
        lead, before = officer(role="lead"), standing(row)
        with pytest.raises(DomainError):
            taking.assign(by=lead, ref=row.case.ref, to=attacker)
        assert standing(row) == before and fresh(row.case).kept_for is None
        ((act, code),) = refusals(row.case)
        assert act == "assign"
        assert code in ("cases.case.decider_involved", "cases.case.second_person")

    def test_cannot_finish_what_a_relative_held_when_the_kinship_came_out(
        self, officer, row, child
    ):
        """Taken as a stranger, declared as a relative afterwards: the word is refused."""
        one = officer()
        desk.take(one, row)
        evidence, fence = desk.seen(row), desk.fence(row)
        desk.declare(one, child.certno)
        with pytest.raises(DomainError, match="decider_involved"):
            verdicts.approve(by=one, request=row, evidence=evidence, fence=fence)
        assert not Decision.objects.exists()
        assert refusals(row.case) == [("approve", "cases.case.decider_involved")]

    def test_cannot_decide_with_the_number_of_the_one_who_holds_it(self, officer, row):
        one, two = officer(), officer()
        desk.take(one, row)
        with pytest.raises(DomainError, match="lease_lost"):
            verdicts.approve(by=two, request=row, evidence=desk.seen(row), fence=desk.fence(row))
        assert leases.of(row.case).holder == one
        assert refusals(row.case) == [("approve", "cases.case.lease_lost")]


class TestEvidence:
    """T35: what was decided is what was seen."""

    @pytest.mark.parametrize("swap", ["replaced", "added", "gone"])
    def test_that_changed_while_the_page_was_open_is_refused(self, officer, row, swap):
        one = officer()
        desk.take(one, row)
        evidence, fence = desk.seen(row), desk.fence(row)
        if swap != "added":
            Document.objects.update(state="REPLACED")
        if swap != "gone":
            desk.add_paper(row, page=2)
        word = {"by": one, "request": row, "evidence": evidence, "fence": fence}
        for say in (
            lambda: verdicts.approve(**word),
            lambda: verdicts.reject(reason="NO_RELATION", **word),
            lambda: verdicts.return_request(defects=[("LETTER", "UNSIGNED")], **word),
        ):
            with pytest.raises(DomainError, match="evidence_changed"):
                say()
        assert not Decision.objects.exists()
        assert {code for _, code in refusals(row.case)} == {"cases.case.evidence_changed"}
        assert len(refusals(row.case)) == 3

    def test_is_stored_with_the_word(self, officer, row):
        desk.approve(officer(), row)
        assert Decision.objects.get().evidence == desk.seen(row)


def decision(case, user, kind="APPROVE", stage="FINAL") -> None:
    with transaction.atomic():
        Decision.objects.create(case=case, kind=kind, stage=stage, decider=user, at=clock.now())


def set_case(case, **columns) -> None:
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**columns)


def hand_to(case, user) -> None:
    """Take the case in raw SQL, with a lease and a number as the database wants them."""
    fence = fresh(case).fence + 1
    with transaction.atomic(), connection.cursor() as cursor:
        Lease.objects.filter(case=case).delete()
        Case.objects.filter(pk=case.pk).update(state="IN_REVIEW", reviewer=user, fence=fence)
        moment = clock.now()
        Lease.objects.create(
            case=case, holder=user, fence=fence, taken_at=moment, beat_at=moment,
            expires_at=moment + leases.LIFE,
        )  # fmt: skip
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class TestSql:
    """The same walls past the services (I19)."""

    def test_lets_no_attacker_say_a_word(self, attacker, row):
        """Not even with a lease of their own: the involved get none, the first no second word."""
        before = standing(row)
        with pytest.raises(DatabaseError):
            decision(row.case, attacker)
        with pytest.raises(DatabaseError, match="involved|another officer"), transaction.atomic():
            hand_to(row.case, attacker)
            decision(row.case, attacker)
        assert standing(row) == before

    def test_is_the_applicants_login_too(self, row, holder):
        with pytest.raises(DatabaseError):
            decision(row.case, holder)
        with pytest.raises(DatabaseError):
            hand_to(row.case, holder)

    def test_stops_who_declares_a_relative_too_late(self, officer, row, child):
        one = officer()
        desk.take(one, row)
        desk.declare(one, child.certno)
        for act in (
            lambda: decision(row.case, one),
            lambda: set_case(row.case, state="REJECTED", decided_at=clock.now()),
        ):
            with pytest.raises(DatabaseError, match="involved"):
                act()

    @pytest.mark.parametrize(("state", "kind"), [("APPROVED", "APPROVE"), ("REJECTED", "REJECT")])
    def test_lets_nobody_end_alone_what_needs_two(self, officer, row, state, kind):
        one, two = officer(), officer()
        desk.take(one, row)
        end = {"state": state, "decided_at": clock.now()}
        with pytest.raises(DatabaseError, match="second officer"):
            set_case(row.case, **end)
        decision(row.case, one, kind, "FIRST")
        with pytest.raises(DatabaseError, match="second officer"):
            set_case(row.case, **end)
        with pytest.raises(DatabaseError, match="another officer"):
            decision(row.case, one, kind, "FINAL")
        cases.put_back(by=one, ref=row.case.ref)
        hand_to(row.case, two)
        decision(row.case, two, kind)
        with transaction.atomic():
            set_case(row.case, **end)
            Lease.objects.all().delete()

    def test_lets_no_usual_case_be_refused_by_one(self, officer, tenant, holder):
        usual = desk.in_review(holder.person, make.make_member(tenant))
        desk.take(officer(), usual)
        with pytest.raises(DatabaseError, match="second officer"):
            set_case(usual.case, state="REJECTED", decided_at=clock.now())

    def test_lets_nobody_write_words_of_others_or_change_them(self, officer, row):
        one, two = officer(), officer()
        desk.approve(one, row)
        desk.take(two, row)
        with pytest.raises(DatabaseError):
            decision(row.case, one)
        for change in ("UPDATE cases_decision SET decider_id = %s", "DELETE FROM cases_decision"):
            values = [two.pk] if "%s" in change else []
            with pytest.raises(DatabaseError), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(change, values)

    def test_keeps_the_bar_of_a_case(self, officer, row, child):
        officer(child.certno)
        for change in ("DELETE FROM cases_barred", "UPDATE cases_barred SET person_index = 'x'"):
            with pytest.raises(DatabaseError), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(change)

"""Feature 35: a code → one place → what the person has to do; other places stay closed; counted."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from family.data import reasons as first
from family.errors.documents import UploadPlaceClosed
from family.selectors import reasons as selectors
from family.selectors import reviews as facts
from family.services import requests
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.documents import put
from yibao.cases.reasons import figures as reason_figures
from yibao.cases.reasons import versions as reason_versions
from yibao.cases.reasons.figures import Figure
from yibao.cases.reasons.versions import Text
from yibao.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
BACKEND = "django.contrib.auth.backends.ModelBackend"
PLACES = ("REGISTER_HOME", "REGISTER_SELF", "REGISTER_MEMBER")
PAGES = [(code, PLACES[number % 3]) for number, code in enumerate(first.RETURNS)]
LETTERS = [("UNSIGNED", "LETTER"), ("PAGE_MISSING", "LETTER")]


@pytest.fixture
def officer(tenant):
    return desk.make_officer(tenant)


@pytest.fixture
def browser(holder):
    found = Client()
    found.force_login(holder, backend=BACKEND)
    return found


@pytest.fixture
def request_(holder, child):
    """Both registers handed in, on an officer's desk."""
    make.import_proofs()
    found = desk.in_review(holder.person, child, papers=0, proof_set="HOUSEHOLD")
    for place in PLACES:
        desk.add_paper(found, place)
    return found


def page_of(request, place) -> str:
    return reverse("family:fix-slot", args=[request.ref, place])


class TestReturn:
    @pytest.mark.parametrize(("code", "place"), [*PAGES, *LETTERS])
    def test_opens_its_place_and_no_other(self, code, place, holder, officer, request_, browser):
        desk.send_back(officer, request_, (place, code))
        row = desk.fresh(request_)
        title = facts.slot_titles(row)[place]
        page = browser.get(reverse("family:fix", args=[row.ref])).content.decode()
        assert first.words_of(code, title) in page
        others = [one for one in (*PLACES, "LETTER") if one != place]
        assert browser.get(page_of(row, place)).status_code == 200
        assert {browser.get(page_of(row, one)).status_code for one in others} == {404}
        for one in others:
            with pytest.raises(UploadPlaceClosed):
                put(holder, row, one, kind="LETTER" if one == "LETTER" else "PROOF")
        new = put(holder, row, place, kind="LETTER" if place == "LETTER" else "PROOF")
        assert (new.slot_code, new.version) == (place, 1 if place == "LETTER" else 2)
        assert requests.correct(by=holder, ref=row.ref).state == "SUBMITTED"

    def test_keeps_the_good_pictures(self, holder, officer, request_):
        desk.send_back(officer, request_, (PLACES[0], "GLARE"))
        kept = facts.papers(request_).exclude(slot_code=PLACES[0])
        assert {one.verdict for one in kept} == {"OK"}
        assert [one.verdict for one in facts.papers(request_).filter(slot_code=PLACES[0])] == [
            "RETAKE"
        ]

    def test_by_a_new_code_reads_its_words_and_opens_its_place(
        self, tenant, officer, request_, browser
    ):
        text = Text("缺户号", "{slot}上没有户号。", "请拍有户号的一页。", ("REGISTER_HOME",))
        row = reason_versions.draft_new(
            by=officer, tenant=tenant, case_type="family.request", kind="RETURN",
            code="NO_NUMBER", text=text,
        )  # fmt: skip
        reason_versions.activate(by=desk.make_officer(tenant), reason=row)
        assert "NO_NUMBER" in selectors.for_slot(tenant, "REGISTER_HOME")
        assert "NO_NUMBER" not in selectors.for_slot(tenant, "REGISTER_SELF")
        desk.send_back(officer, request_, ("REGISTER_HOME", "NO_NUMBER"))
        page = browser.get(reverse("family:fix", args=[request_.ref])).content.decode()
        assert "您的户口本首页上没有户号。请拍有户号的一页。" in page


class TestRefusal:
    @pytest.mark.parametrize("code", list(first.REFUSALS))
    def test_says_its_sentence_on_the_page_of_the_request(
        self, code, tenant, officer, request_, browser
    ):
        desk.reject(officer, request_, code)
        desk.reject(desk.make_officer(tenant), request_, code)
        row = desk.fresh(request_)
        assert (row.state, row.outcome) == ("REJECTED", code)
        page = browser.get(reverse("family:request", args=[row.ref])).content.decode()
        assert first.REFUSALS[code].words in page


class TestChoices:
    def test_name_every_place_with_what_fits_it(self, request_):
        found = selectors.choices(request_)
        letter = {one.code for one in found if one.slot == "LETTER"}
        page = {one.code for one in found if one.slot == PLACES[0]}
        assert "UNSIGNED" in letter and "UNSIGNED" not in page
        assert page == set(first.RETURNS)
        assert {one.code for one in found if one.kind == "REJECT"} == set(first.REFUSALS)
        assert all("{slot}" not in one.words for one in found)


class TestFigures:
    """How often, and whether people can mend what the sentence says."""

    def figure(self, officer, request_, code="GLARE") -> Figure:
        found = reason_figures.by_version(
            reader=officer, tenant=request_.tenant, case_type="family.request"
        )
        from yibao.cases.models import Reason

        return found.get(Reason.objects.get(code=code, state="ACTIVE").pk, Figure())

    def mend(self, holder, request_, place):
        from family.services import reviews

        put(holder, desk.fresh(request_), place)
        row = requests.correct(by=holder, ref=request_.ref)
        row.state = "PRECHECK"
        type(row).objects.filter(pk=row.pk).update(state="PRECHECK")
        reviews.hand_over(by=None, request=desk.fresh(row))

    def test_wait_until_it_came_back(self, officer, request_):
        desk.send_back(officer, request_, (PLACES[0], "GLARE"))
        assert self.figure(officer, request_) == Figure(uses=1)
        assert self.figure(officer, request_).percent is None

    @pytest.mark.parametrize(("again", "mended"), [("approve", 1), (PLACES[1], 1), (PLACES[0], 0)])
    def test_count_what_passed_at_the_first_try(self, again, mended, holder, officer, request_):
        began = clock.now() - timedelta(minutes=10)
        with time_machine.travel(began):
            desk.send_back(officer, request_, (PLACES[0], "GLARE"))
        with time_machine.travel(began + timedelta(minutes=2)):
            self.mend(holder, request_, PLACES[0])
        with time_machine.travel(began + timedelta(minutes=4)):
            if again == "approve":
                desk.approve(officer, request_)
            else:
                desk.send_back(officer, request_, (again, "BLURRED"))
        assert self.figure(officer, request_) == Figure(uses=1, judged=1, mended=mended)

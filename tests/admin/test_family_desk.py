"""Bindings at the counter: two clerks, scanned papers, ends and consents (P181, P186–P189)."""

from datetime import date

import pytest

from accounts.models import Region
from accounts.selectors import enrolments, people
from family.models import Binding, BindingRequest, ConsentAsk, Document, FamilyPolicy
from family.selectors import desk
from family.services import prechecks, proof_list
from family.states import BindingState, ConsentState, RequestState
from tests.factories import bindings as make_bindings
from tests.factories import family as make
from tests.factories import papers
from vouchers.models import CounterAct
from vouchers.services import codes

pytestmark = pytest.mark.django_db
DESK = "/admin/counter/"
FAMILY = f"{DESK}family/"


@pytest.fixture
def proofs(db):
    """The ways of proof that come with the product."""
    proof_list.import_ours(by=None)


@pytest.fixture
def clerk(console):
    return console.browser("clerk")


@pytest.fixture
def lead(console):
    return console.browser("lead")


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant).person


@pytest.fixture
def child(tenant):
    return make.make_member(tenant)


def _find(browser, person):
    browser.post(f"{DESK}find/", {"text": person.certno})


def _take_in(browser, holder, member, **more):
    said = {
        "member_name": member.name,
        "member_certno": member.certno,
        "relation": "CHILD",
        "proof_set": "BIRTH_CERTIFICATE",
        "papers": ["id_card", "birth_certificate"],
        "is_signed": "on",
    } | more
    _find(browser, holder)
    return browser.post(f"{FAMILY}people/{holder.pk}/bind/", said, follow=True)


def _scan_all(browser, request):
    page = f"{FAMILY}requests/{request.ref}/"
    for slot in desk.slots_of(request):
        browser.post(page, {f"document_{slot.code}": papers.upload()})
    return browser.post(page, {"hand_in": "1"}, follow=True)


def _confirmed(lead, django_capture_on_commit_callbacks):
    act = CounterAct.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(f"{DESK}acts/{act.ref}/confirm/")
    act.refresh_from_db()
    return act


@pytest.mark.usefixtures("proofs")
class TestBinding:
    def test_a_child_is_bound_by_two_clerks_on_the_spot(
        self, clerk, lead, holder, child, django_capture_on_commit_callbacks
    ):
        """P179: where the checks find nothing to look at, the two clerks were the review."""
        page = _take_in(clerk, holder, child).content.decode()
        assert "扫描材料" in page
        request = BindingRequest.objects.get()
        assert request.state == RequestState.DRAFT
        assert "请同事复核" in page
        assert "请另一位同事" in _scan_all(clerk, request).content.decode()
        act = _confirmed(lead, django_capture_on_commit_callbacks)
        assert act.state == "DONE"
        prechecks.run(by=None, request_id=request.pk)
        request.refresh_from_db()
        assert request.state == RequestState.APPROVED
        binding = Binding.objects.get()
        assert (binding.way, binding.state) == (Binding.Way.COUNTER, BindingState.ACTIVE)

    def test_is_not_handed_in_without_its_papers(self, clerk, holder, child):
        _take_in(clerk, holder, child)
        request = BindingRequest.objects.get()
        page = clerk.post(
            f"{FAMILY}requests/{request.ref}/", {"hand_in": "1"}, follow=True
        ).content.decode()
        assert "还差" in page
        assert not CounterAct.objects.exists()

    def test_is_not_confirmed_by_the_same_clerk(self, clerk, holder, child):
        """T32: one person alone binds nobody."""
        _take_in(clerk, holder, child)
        _scan_all(clerk, BindingRequest.objects.get())
        act = CounterAct.objects.get()
        clerk.post(f"{DESK}acts/{act.ref}/confirm/")
        assert BindingRequest.objects.get().state == RequestState.DRAFT

    def test_a_grown_member_at_the_desk_agrees_at_once(
        self, tenant, clerk, lead, holder, django_capture_on_commit_callbacks
    ):
        """Settled 4: the counter is one of the three ways of consent."""
        mother = make.make_member(tenant, born=date(1956, 3, 12), name="林秀英")
        _take_in(
            clerk,
            holder,
            mother,
            relation="PARENT",
            proof_set="HOUSEHOLD",
            member_agrees="on",
            member_papers=["id_card"],
        )
        _scan_all(clerk, BindingRequest.objects.get())
        _confirmed(lead, django_capture_on_commit_callbacks)
        asked = ConsentAsk.objects.get()
        assert (asked.state, asked.way) == (ConsentState.GIVEN, ConsentAsk.Way.COUNTER)

    def test_a_grown_member_elsewhere_is_asked(
        self, tenant, clerk, lead, holder, django_capture_on_commit_callbacks
    ):
        """T38: nobody of 16 and over is bound without the own word."""
        mother = make.make_member(tenant, born=date(1956, 3, 12), name="林秀英")
        _take_in(clerk, holder, mother, relation="PARENT", proof_set="HOUSEHOLD")
        _scan_all(clerk, BindingRequest.objects.get())
        _confirmed(lead, django_capture_on_commit_callbacks)
        prechecks.run(by=None, request_id=BindingRequest.objects.get().pk)
        assert ConsentAsk.objects.get().state == ConsentState.OPEN
        assert not Binding.objects.exists()

    def test_dropped_scans_are_erased(self, clerk, holder, child):
        _take_in(clerk, holder, child)
        request = BindingRequest.objects.get()
        clerk.post(
            f"{FAMILY}requests/{request.ref}/", {"document_BIRTH_CERTIFICATE": papers.upload()}
        )
        clerk.post(f"{FAMILY}requests/{request.ref}/drop/")
        request.refresh_from_db()
        assert request.state == RequestState.WITHDRAWN
        assert not Document.objects.filter(state=Document.State.STORED).exists()


@pytest.mark.usefixtures("proofs")
class TestRefusals:
    def test_name_and_number_must_fit(self, clerk, holder, child):
        """E-FAM-02."""
        page = _take_in(clerk, holder, child, member_name="李四").content.decode()
        assert "对不上" in page
        assert not BindingRequest.objects.exists()

    def test_an_address_alone_opens_nobody(self, clerk, holder):
        """T94."""
        assert clerk.get(f"{FAMILY}people/{holder.pk}/").status_code == 404

    def test_another_clerks_draft_is_not_there(self, console, clerk, lead, holder, child):
        """T31."""
        _take_in(clerk, holder, child)
        request = BindingRequest.objects.get()
        assert lead.get(f"{FAMILY}requests/{request.ref}/").status_code == 404

    def test_a_reviewer_has_no_desk(self, console, holder):
        browser = console.browser("reviewer")
        assert browser.get(f"{FAMILY}people/{holder.pk}/").status_code == 403


class TestEnding:
    def test_acts_at_once(self, clerk, holder, child):
        """P81: ending takes something away, so one clerk is enough."""
        binding = make_bindings.make_binding(holder, child, relation="CHILD")
        _find(clerk, holder)
        assert "解除" in clerk.get(f"{FAMILY}people/{holder.pk}/").content.decode()
        clerk.post(
            f"{FAMILY}people/{holder.pk}/unbind/{binding.ref}/",
            {"papers": ["id_card"], "is_signed": "on"},
        )
        binding.refresh_from_db()
        assert binding.state == BindingState.UNBOUND
        assert binding.ending == Binding.Ending.COUNTER

    def test_of_somebody_else_is_not_there(self, tenant, clerk, holder, child):
        binding = make_bindings.make_binding(holder, child, relation="CHILD")
        other = make.make_holder(tenant).person
        _find(clerk, other)
        page = f"{FAMILY}people/{other.pk}/unbind/{binding.ref}/"
        assert clerk.get(page).status_code == 404


@pytest.mark.usefixtures("proofs")
class TestHospitalWindow:
    """P179, K23, HOSP_DESK_BIND: only where the area allows it, and always reviewed."""

    @pytest.fixture
    def window(self, console):
        return console.browser("hospital")

    @pytest.fixture
    def open_area(self, holder):
        enrolment = enrolments.current(holder)
        Region.objects.get_or_create(code=enrolment.insuplc_admdvs, defaults={"name": "德阳市"})
        FamilyPolicy.objects.create(
            region_id=enrolment.insuplc_admdvs, valid_from="2024-01-01", hospital_desk=True
        )

    def _begin(self, window, holder):
        login = people.user_of(holder)
        code = codes.issue(by=login, person=holder).code
        return window.post(f"{FAMILY}hospital/", {"code": code}, follow=True)

    def _bind(self, window, holder, child):
        return window.post(
            f"{FAMILY}people/{holder.pk}/bind/",
            {
                "member_name": child.name,
                "member_certno": child.certno,
                "relation": "CHILD",
                "proof_set": "BIRTH_CERTIFICATE",
                "papers": ["id_card", "birth_certificate"],
                "is_signed": "on",
            },
            follow=True,
        )

    @pytest.mark.usefixtures("open_area")
    def test_sends_to_two_officers(self, window, holder, child):
        assert "绑定一位家人" in self._begin(window, holder).content.decode()
        assert "提交审核" in self._bind(window, holder, child).content.decode()
        request = BindingRequest.objects.get()
        assert "已提交审核" in _scan_all(window, request).content.decode()
        prechecks.run(by=None, request_id=request.pk)
        request.refresh_from_db()
        assert (request.way, request.state) == (BindingRequest.Way.HOSPITAL, "IN_REVIEW")
        assert request.case.needs_second

    def test_is_closed_where_the_area_does_not_allow_it(self, window, holder, child):
        self._begin(window, holder)
        assert "医院窗口办不了" in self._bind(window, holder, child).content.decode()
        assert not BindingRequest.objects.exists()

    def test_finds_nobody_without_the_code(self, window, holder):
        """T94: a number opens nobody at a hospital."""
        page = window.post(f"{FAMILY}hospital/", {"code": holder.certno}, follow=True)
        assert "再扫一次" in page.content.decode()
        assert window.get(f"{FAMILY}people/{holder.pk}/").status_code == 404

    def test_sees_no_bindings_and_no_counter(self, window, holder, child):
        make_bindings.make_binding(holder, child, relation="CHILD")
        assert "可以出示" not in self._begin(window, holder).content.decode()
        assert window.get(DESK).status_code == 403

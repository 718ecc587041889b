"""The draft of a request: begun with the notice, saved at each step, ended after 30 days."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.models import Consent
from accounts.services import consents
from family.data.notice import NOTICE
from family.data.steps import Step
from family.errors import (
    AlreadyBound,
    BindingToSelf,
    HolderNotActive,
    HolderTooYoung,
    MemberMismatch,
    MemberNotInsured,
    ProofWayUnknown,
    RelationNotOffered,
    RelationTaken,
    TooManyLookups,
)
from family.models import BindingRequest, Document, KinshipRecord
from family.selectors import letters, requests
from family.services import draft_members, drafts
from family.services.draft_members import Named
from tests.factories import family as make
from tests.factories.accounts import a_certno
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(tenant):
    make.import_proofs()
    return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    return make.make_member(tenant)


def _named(member, relation="CHILD", **more):
    return Named(**{"name": member.name, "certno": member.certno, "relation": relation} | more)


def _left(draft):
    return [one.step for one in requests.missing(draft)]


class TestBeginning:
    def test_needs_the_notice_and_keeps_the_consent_p59(self, holder):
        draft = drafts.accept_notice(by=holder)
        assert draft.notice_version == NOTICE.version
        assert draft.region_code == "510600"
        assert Consent.objects.filter(user=holder, kind=NOTICE.kind).count() == 1
        assert requests.draft_of(holder.person).pk == draft.pk

    def test_goes_on_with_the_one_draft_that_is_there(self, holder):
        assert drafts.accept_notice(by=holder).pk == drafts.accept_notice(by=holder).pk

    def test_is_refused_below_the_age_of_the_area_p52(self, tenant):
        today = clock.today()
        young = make.make_holder(tenant, born=date(today.year - 17, 1, 1))
        with pytest.raises(HolderTooYoung):
            drafts.accept_notice(by=young)

    def test_is_refused_without_an_active_voucher_p46(self, tenant):
        with pytest.raises(HolderNotActive):
            drafts.accept_notice(by=make.make_holder(tenant, state="NONE"))

    def test_asks_again_when_the_notice_has_another_version(self, holder, child):
        draft = make.make_ready(holder.person, child)
        BindingRequest.objects.filter(pk=draft.pk).update(notice_version="2019-1")
        assert _left(requests.draft_of(holder.person)) == [Step.NOTICE]


class TestNaming:
    def test_takes_the_branch_from_the_age_p54(self, holder, tenant, child):
        drafts.accept_notice(by=holder)
        draft = draft_members.save_member(by=holder, named=_named(child))
        assert (draft.branch, draft.member_id) == ("CHILD", child.pk)
        assert draft.place_code == "510603"
        assert draft.member_birth_date == child.birth_date

    @pytest.mark.parametrize(("day", "branch"), [("2035-05-19", "CHILD"), ("2035-05-20", "ADULT")])
    def test_changes_it_on_the_16th_birthday_t38(self, holder, child, day, branch):
        draft = make.make_draft(holder.person, child)
        with time_machine.travel(f"{day}T00:00:01+08:00", tick=False):
            assert requests.branch_of(draft) == branch
            assert requests.is_grown(draft) == (branch == "ADULT")

    def test_makes_a_signature_void_when_the_member_turns_16_t38(self, holder, child):
        draft = make.make_ready(holder.person, child)
        assert requests.missing(draft) == []
        with time_machine.travel("2035-05-20T00:00:01+08:00", tick=False):
            assert not letters.is_signed(draft)

    def test_refuses_a_name_that_does_not_belong_to_the_number_p60(self, holder, child):
        drafts.accept_notice(by=holder)
        with pytest.raises(MemberMismatch):
            draft_members.save_member(by=holder, named=_named(child, name="李大宝"))

    def test_refuses_somebody_without_insurance_p46(self, holder, tenant):
        drafts.accept_notice(by=holder)
        nobody = make.make_member(tenant, insured=False)
        with pytest.raises(MemberNotInsured):
            draft_members.save_member(by=holder, named=_named(nobody))

    def test_refuses_oneself_p50(self, holder):
        drafts.accept_notice(by=holder)
        with pytest.raises(BindingToSelf):
            draft_members.save_member(by=holder, named=_named(holder.person))

    def test_refuses_somebody_who_is_on_the_way_p51(self, holder, child):
        make.make_submitted(holder.person, child)
        drafts.accept_notice(by=holder)
        with pytest.raises(AlreadyBound):
            draft_members.save_member(by=holder, named=_named(child))

    def test_refuses_a_second_spouse(self, holder, tenant):
        first = make.make_member(tenant, born=date(1985, 1, 1), name="李一")
        make.make_submitted(holder.person, first, "SPOUSE")
        drafts.accept_notice(by=holder)
        second = make.make_member(tenant, born=date(1986, 1, 1), name="李二")
        with pytest.raises(RelationTaken):
            draft_members.save_member(by=holder, named=_named(second, "SPOUSE"))

    def test_refuses_a_relation_that_the_area_does_not_bind_p47(self, holder, child):
        drafts.accept_notice(by=holder)
        with pytest.raises(RelationNotOffered):
            draft_members.save_member(by=holder, named=_named(child, "SIBLING"))

    def test_goes_on_with_papers_for_somebody_unknown(self, holder):
        drafts.accept_notice(by=holder)
        named = Named("王小宝", a_certno(date(2018, 2, 3)), "CHILD")
        draft = draft_members.save_member(by=holder, named=named)
        assert draft.member is None
        assert requests.needs_documents(draft)

    def test_does_not_let_names_be_tried_against_numbers(self, holder, child, monkeypatch):
        monkeypatch.setattr(draft_members, "LOOKUPS_A_DAY", 2)
        drafts.accept_notice(by=holder)
        for _ in range(2):
            with pytest.raises(MemberMismatch):
                draft_members.save_member(by=holder, named=_named(child, name="李大宝"))
        with pytest.raises(TooManyLookups):
            draft_members.save_member(by=holder, named=_named(child))

    def test_takes_another_document_p68(self, holder):
        drafts.accept_notice(by=holder)
        named = Named("王小宝", "E12345678", "CHILD", "02", date(2018, 2, 3))
        draft = draft_members.save_member(by=holder, named=named)
        assert draft.branch == "OTHER_DOCUMENT"
        assert not requests.is_grown(draft)

    def test_needs_the_notice_first_t34(self, holder, child):
        with pytest.raises(NotFound):
            draft_members.save_member(by=holder, named=_named(child))

    def test_changes_no_draft_of_somebody_else_t31(self, holder, tenant, child):
        drafts.accept_notice(by=holder)
        other = make.make_holder(tenant)
        with pytest.raises(NotFound):
            draft_members.save_member(by=other, named=_named(child))
        assert requests.of_holder(other.person, requests.draft_of(holder.person).ref) is None


class TestTheRegisterOfKinship:
    @pytest.fixture(autouse=True)
    def books(self, settings, tmp_path):
        settings.DATA_DIR = str(tmp_path)
        (tmp_path / "simulators").mkdir()
        return tmp_path / "simulators" / "kinship"

    @pytest.fixture
    def father(self, tenant):
        return make.make_member(tenant, born=make.ADULT_BORN, name="王德福")

    @pytest.fixture
    def record(self, tenant, holder, father):
        return KinshipRecord.objects.create(
            tenant=tenant,
            holder_index=holder.person.certno_index,
            member_index=father.certno_index,
            relation="PARENT",
        )

    def test_saves_the_papers_where_it_agrees(self, holder, father, record):
        drafts.accept_notice(by=holder)
        draft = draft_members.save_member(by=holder, named=_named(father, "PARENT"))
        assert (draft.branch, draft.matched_relation) == ("ADULT", "PARENT")
        assert not requests.needs_documents(draft)

    def test_leads_to_papers_where_it_says_something_else(self, holder, father, record):
        drafts.accept_notice(by=holder)
        draft = draft_members.save_member(by=holder, named=_named(father, "SPOUSE"))
        assert draft.matched_relation == ""
        assert requests.needs_documents(draft)

    @pytest.mark.parametrize("fault", ["down", "garbage", "wrong"])
    def test_leads_to_papers_with_a_word_while_it_is_in_trouble(
        self, holder, father, record, books, fault
    ):
        books.write_text(fault)
        drafts.accept_notice(by=holder)
        draft = draft_members.save_member(by=holder, named=_named(father, "PARENT"))
        assert draft.draft[requests.MATCH] == "away"
        assert requests.needs_documents(draft)

    def test_is_not_asked_about_children_k8(self, holder, child, books):
        books.write_text("down")
        drafts.accept_notice(by=holder)
        draft = draft_members.save_member(by=holder, named=_named(child))
        assert requests.MATCH not in draft.draft


class TestMissing:
    def test_names_the_steps_in_their_order_t34(self, holder, child):
        draft = drafts.accept_notice(by=holder)
        assert _left(draft) == [Step.MEMBER, Step.PLACE, Step.DOCUMENTS, Step.PROMISE]
        draft = draft_members.save_member(by=holder, named=_named(child))
        assert _left(draft) == [Step.DOCUMENTS, Step.PROMISE]

    def test_counts_six_steps_under_16_and_five_with_a_match(self, holder, child, tenant):
        assert len(requests.steps_of(make.make_draft(holder.person, child))) == 6
        other = make.make_holder(tenant)
        grown = make.make_member(tenant, born=make.ADULT_BORN)
        draft = make.make_draft(other.person, grown, "PARENT", matched_relation="PARENT")
        assert len(requests.steps_of(draft)) == 5
        assert Step.DOCUMENTS not in requests.steps_of(draft)

    def test_wants_papers_where_the_register_says_something_else(self, holder, tenant):
        grown = make.make_member(tenant, born=make.ADULT_BORN)
        draft = make.make_draft(holder.person, grown, "PARENT", matched_relation="GRANDPARENT")
        assert Step.DOCUMENTS in _left(draft)

    def test_wants_the_way_of_proof_and_its_required_pictures_p63(self, holder, child):
        draft = make.make_draft(holder.person, child, proof_set="")
        assert requests.papers_missing(draft) == 1
        draft = drafts.choose_method(by=holder, code="HOUSEHOLD")
        assert requests.papers_missing(draft) == 3
        make.make_paper(draft, "REGISTER_HOME")
        assert requests.papers_missing(draft) == 2

    def test_does_not_take_a_picture_that_was_removed(self, holder, child):
        draft = make.make_draft(holder.person, child)
        paper = make.make_paper(draft, "BIRTH_CERTIFICATE")
        assert requests.papers_missing(draft) == 0
        paper.state = Document.State.REMOVED
        paper.save()
        assert requests.papers_missing(draft) == 1

    def test_knows_only_the_ways_of_this_branch_p63(self, holder, child):
        make.make_draft(holder.person, child)
        with pytest.raises(ProofWayUnknown):
            drafts.choose_method(by=holder, code="MARRIAGE")

    def test_wants_a_new_signature_after_a_change(self, holder, child, tenant):
        make.make_ready(holder.person, child)
        other = make.make_member(tenant, name="王二宝")
        draft = draft_members.save_member(by=holder, named=_named(other))
        assert Step.PROMISE in _left(draft)

    def test_forgets_the_pictures_of_another_relative(self, holder, child, tenant):
        make.make_ready(holder.person, child)
        other = make.make_member(tenant, name="王二宝")
        draft = draft_members.save_member(by=holder, named=_named(other))
        assert not draft.documents.filter(state="STORED").exists()


class TestEnding:
    def test_is_kept_30_days_and_then_forgotten(self, holder, child):
        draft = make.make_ready(holder.person, child)
        later = clock.now() + timedelta(days=31)
        with time_machine.travel(later, tick=False):
            assert requests.draft_of(holder.person) is None
            assert drafts.expire_drafts(by=None) == 1
            assert drafts.expire_drafts(by=None) == 0
        draft.refresh_from_db()
        assert draft.state == "EXPIRED"
        assert not draft.documents.filter(state="STORED").exists()

    def test_leaves_younger_drafts_alone(self, holder, child):
        make.make_draft(holder.person, child)
        assert drafts.expire_drafts(by=None) == 0

    def test_begins_anew_where_the_old_draft_is_too_old(self, holder, child):
        old = make.make_draft(holder.person, child)
        with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
            draft = drafts.accept_notice(by=holder)
        old.refresh_from_db()
        assert (old.state, draft.state) == ("EXPIRED", "DRAFT")
        assert draft.member_name is None

    def test_can_be_thrown_away(self, holder, child):
        draft = make.make_ready(holder.person, child)
        drafts.discard(by=holder)
        draft.refresh_from_db()
        assert draft.state == "WITHDRAWN"
        assert not draft.documents.filter(state="STORED").exists()

    def test_ends_with_the_consent(self, holder, child):
        drafts.accept_notice(by=holder)
        consents.withdraw(by=holder, kind=NOTICE.kind)
        assert requests.draft_of(holder.person) is None

    def test_takes_over_the_answers_of_an_ended_request(self, holder, child):
        old = make.make_submitted(holder.person, child, state="EXPIRED", place=None)
        draft = drafts.restart_from(by=holder, ref=old.ref)
        assert draft.member_certno == child.certno
        assert _left(draft) == [Step.NOTICE, Step.DOCUMENTS, Step.PROMISE]

    def test_asks_the_register_of_kinship_anew_for_a_grown_relative(self, holder, tenant):
        grown = make.make_member(tenant, born=make.ADULT_BORN)
        old = make.make_submitted(holder.person, grown, "PARENT", state="WITHDRAWN")
        draft = drafts.restart_from(by=holder, ref=old.ref)
        assert draft.member_certno == grown.certno
        assert Step.MEMBER in _left(draft)

    def test_takes_nothing_over_from_somebody_else_t31(self, holder, child, tenant):
        other = make.make_holder(tenant)
        old = make.make_submitted(other.person, child, state="REJECTED", place=None)
        with pytest.raises(NotFound):
            drafts.restart_from(by=holder, ref=old.ref)

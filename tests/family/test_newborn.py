"""The quick way for a newborn: look-up, the mother's live face, bound at once (P67, P74)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.errors import FaceNotValid
from accounts.models import Region
from family import errors
from family.data import Policy
from family.models import Binding, BirthRecord, FamilyPolicy
from family.selectors import requests as found
from family.services import newborn, prechecks, requests
from family.services.newborn import Written
from tests.factories import family as make
from tests.factories import prechecks as checked
from tests.factories import vouchers as voucher_factory
from vouchers.models import Channel
from yibao.kernel import clock, crypto
from yibao.kernel.errors import NotFound

from .consenting import SESSION, passed_face

NUMBER = "Q510012345"


@pytest.fixture(autouse=True)
def books(settings, tmp_path):
    settings.DATA_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def own_pages(db):
    return Channel.objects.get_or_create(code="SELF", defaults={"name": "本平台", "kind": "SELF"})


@pytest.fixture
def mother(tenant):
    return voucher_factory.make_holder(
        tenant, name="陈秀兰", born=clock.today() - timedelta(days=30 * 365)
    )


@pytest.fixture
def baby(tenant):
    return make.make_member(tenant, name="王小宝", born=clock.today() - timedelta(days=20))


@pytest.fixture
def record(tenant, mother, baby):
    return BirthRecord.objects.create(
        tenant=tenant,
        certificate_index=crypto.blind_index(NUMBER, "birth_certificate"),
        mother_index=mother.person.certno_index,
        child=baby,
    )


def written(mother, **more):
    return replace(Written(NUMBER, mother.person.name, mother.person.certno), **more)


def draft_of(holder, mother, **more):
    """Notice, look-up."""
    row = make.make_draft(holder.person, mother.person)
    row.member, row.member_name, row.member_certno, row.member_index = None, None, None, ""
    row.member_birth_date, row.relation, row.branch = None, "", ""
    row.save()
    return newborn.look_up(by=holder, written=written(mother, **more))


def show_mother(holder, mother):
    token, session = passed_face(holder, mother.person, purpose=newborn.PURPOSE)
    return newborn.note_mother(by=holder, face_ref=token, session=session)


def sent(holder):
    """Signed and submitted."""
    row = found.draft_of(holder.person)
    make.sign(row)
    assert found.missing(row) == []
    return requests.submit(by=holder, ref=row.ref)


class TestLookUp:
    def test_names_the_child_of_record_p67(self, mother, baby, record):
        row = draft_of(mother, mother)
        assert (row.branch, row.relation, row.member) == ("NEWBORN", "CHILD", baby)
        assert row.member_certno == baby.certno
        assert not found.needs_documents(row)

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            ({"certificate_no": "12345"}, errors.CertificateNumberWrong),
            ({"mother_name": "李四"}, errors.MemberMismatch),
            ({"mother_certno": "510600199001010035"}, errors.MotherUnknown),
            ({"relation": "SPOUSE"}, errors.RelationNotOffered),
        ],
    )
    def test_refuses_what_is_not_written_so(self, mother, record, more, refusal):
        with pytest.raises(refusal):
            draft_of(mother, mother, **more)

    def test_goes_on_with_papers_where_nothing_is_known(self, mother):
        row = draft_of(mother, mother)
        assert row.member is None and found.needs_documents(row)
        assert row.draft[found.MATCH] == "asked"

    @pytest.mark.parametrize("words", ["down", "garbage", "wrong"])
    def test_goes_on_with_papers_while_the_register_is_in_trouble_t100(
        self, mother, record, books, words
    ):
        checked.act_out(books, words)
        row = draft_of(mother, mother)
        assert row.member is None and row.draft[found.MATCH] == "away"

    def test_is_no_list_to_go_through_t18(self, mother, record, monkeypatch):
        monkeypatch.setattr("family.services.draft_members.LOOKUPS_A_DAY", 1)
        draft_of(mother, mother)
        with pytest.raises(errors.TooManyLookups):
            newborn.look_up(by=mother, written=written(mother))


class TestMother:
    def test_shows_her_own_face_t20(self, tenant, mother, baby, record):
        father = make.make_holder(tenant)
        draft_of(father, mother)
        token, session = passed_face(father, father.person, purpose=newborn.PURPOSE)
        with pytest.raises(FaceNotValid):
            newborn.note_mother(by=father, face_ref=token, session=session)
        row = show_mother(father, mother)
        assert found.MOTHER_FACE in row.draft

    def test_shows_it_once_t20(self, mother, record):
        draft_of(mother, mother)
        token, _ = passed_face(mother, mother.person, purpose=newborn.PURPOSE)
        newborn.note_mother(by=mother, face_ref=token, session=SESSION)
        with pytest.raises(FaceNotValid):
            newborn.note_mother(by=mother, face_ref=token, session=SESSION)

    def test_shows_it_again_for_another_certificate(self, mother, record):
        draft_of(mother, mother)
        show_mother(mother, mother)
        row = newborn.look_up(by=mother, written=written(mother, certificate_no="Q510099999"))
        assert found.MOTHER_FACE not in row.draft


class TestFinish:
    def test_binds_at_once_p67_p74(self, mother, baby, record):
        draft_of(mother, mother)
        show_mother(mother, mother)
        row = newborn.finish(by=mother, request=sent(mother))
        assert (row.state, row.binding.way) == ("APPROVED", Binding.Way.NEWBORN)
        assert row.binding.member == baby
        assert baby.voucher.state == "ACTIVE"

    def test_waits_for_an_officer_where_the_area_wants_it_p74(self, mother, baby, record):
        city = Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]
        FamilyPolicy.objects.create(
            region=city, valid_from=clock.today() - timedelta(days=9), newborn_instant=False
        )
        draft_of(mother, mother)
        show_mother(mother, mother)
        assert newborn.finish(by=mother, request=sent(mother)).state == "IN_REVIEW"

    def test_waits_for_an_officer_where_the_holder_is_no_parent_of_record(
        self, tenant, mother, record
    ):
        friend = make.make_holder(tenant)
        draft_of(friend, mother)
        show_mother(friend, mother)
        row = newborn.finish(by=friend, request=sent(friend))
        assert row.state == "IN_REVIEW" and not Binding.objects.exists()

    def test_cannot_be_reached_without_the_mother_t34(self, mother, record):
        row = draft_of(mother, mother)
        make.sign(row)
        with pytest.raises(errors.RequestIncomplete):
            requests.submit(by=mother, ref=row.ref)

    @pytest.mark.parametrize("words", ["down", "garbage", "wrong", "lying"])
    def test_binds_nobody_while_the_register_is_in_trouble_t100(
        self, tenant, mother, record, books, words
    ):
        """A lying register calls every child any mother's: then it is another one than asked."""
        draft_of(mother, mother)
        show_mother(mother, mother)
        row = sent(mother)
        record.child = make.make_member(tenant)
        record.save()
        checked.act_out(books, words)
        assert newborn.finish(by=mother, request=row).state == "IN_REVIEW"
        assert not Binding.objects.exists()

    def test_is_not_for_a_child_of_a_year(self, tenant, mother, record):
        record.child = make.make_member(tenant, born=clock.today() - timedelta(days=400))
        record.save()
        draft_of(mother, mother)
        show_mother(mother, mother)
        assert newborn.finish(by=mother, request=sent(mother)).state == "IN_REVIEW"

    def test_finds_a_child_that_came_into_the_register_meanwhile(self, tenant, mother, baby):
        draft_of(mother, mother)
        show_mother(mother, mother)
        row = found.draft_of(mother.person)
        checked.proof_list.import_ours(by=None)
        row.proof_set = "BIRTH_CERTIFICATE"
        row.save()
        checked.hand_in(row)
        row = sent(mother)
        assert row.member is None
        BirthRecord.objects.create(
            tenant=tenant,
            certificate_index=crypto.blind_index(NUMBER, "birth_certificate"),
            mother_index=mother.person.certno_index,
            child=baby,
        )
        row = prechecks.run(by=None, request_id=row.pk)
        assert (row.member, row.place.member_index) == (baby, baby.certno_index)
        assert row.binding is not None

    def test_is_only_for_the_own_request_t31(self, tenant, mother, record):
        draft_of(mother, mother)
        show_mother(mother, mother)
        row = sent(mother)
        with pytest.raises(NotFound):
            newborn.finish(by=make.make_holder(tenant), request=row)


def test_default_is_instant_for_newborns_p74():
    assert Policy().newborn_instant and not Policy().match_instant

"""The pages of adding a relative: order, refusals, going back, no script (wireframe 4, T34)."""

from datetime import date, timedelta

import pytest

from family.data.steps import STEP_WORDS
from family.models import BindingRequest, BirthRecord, FamilyPolicy
from family.selectors import requests
from family.services import drafts
from tests.factories import family as make
from tests.factories.accounts import RegionFactory
from tests.family.adding import SAFE_ONLY, at, browser_of, name_child, words
from yibao.kernel import clock, crypto

pytestmark = pytest.mark.django_db


STEPS = [
    "add-member", "add-place", "add-documents", "add-method", "add-promise", "add-promise-typed",
    "add-promise-printed", "add-promise-letter", "add-check",
]  # fmt: skip


@pytest.fixture
def holder(tenant):
    RegionFactory()
    RegionFactory(code="510603", name="旌阳区", parent_id="510600")
    make.import_proofs()
    return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    return make.make_member(tenant)


@pytest.fixture
def http(holder):
    return browser_of(holder)


class TestAges:
    """A slip of the thumb is asked about at once; who is sure goes on (RELATION_AGES)."""

    def parent(self, tenant):
        return make.make_member(tenant, born=date(1956, 3, 12), name="李桂芳")

    def test_that_contradict_the_relation_are_asked_about(self, http, tenant, holder):
        drafts.accept_notice(by=holder)
        parent = self.parent(tenant)
        said = words(name_child(http, parent))
        assert "家人比您大" in said and "和您选的“子女”对不上" in said
        assert requests.draft_of(holder.person).member_id is None
        answer = name_child(http, parent, is_sure="on")
        assert answer.status_code == 302
        assert requests.draft_of(holder.person).relation == "CHILD"

    def test_that_fit_ask_nothing(self, http, tenant, holder):
        drafts.accept_notice(by=holder)
        assert name_child(http, self.parent(tenant), relation="PARENT").status_code == 302
        assert "没有填错" not in words(http.get(at("add-member")))


class TestStart:
    def test_says_what_to_prepare_and_leads_to_the_notice(self, http):
        page = http.get(at("add")).content.decode()
        assert at("add-notice") in page
        assert "出生医学证明" in page

    def test_sends_those_who_are_not_verified_to_verify(self, tenant, holder):
        holder.person = None
        holder.save()
        page = words(browser_of(holder).get(at("add")))
        assert "先确认您是谁" in page

    def test_says_that_the_own_code_comes_first_p46(self, tenant, holder):
        who = make.make_holder(tenant, state="NONE")
        assert "先激活您自己的医保码" in words(browser_of(who).get(at("add")))

    def test_says_who_is_too_young_p52(self, tenant, holder):
        who = make.make_holder(tenant, born=date(clock.today().year - 17, 1, 1))
        assert "年龄还不够" in words(browser_of(who).get(at("add")))

    def test_says_that_all_places_are_taken_p48(self, http, holder, tenant):
        for _ in range(5):
            make.take_place(holder.person, make.make_member(tenant))
        page = words(http.get(at("add")))
        assert "名额满了" in page
        assert http.get(at("add-notice")).status_code == 302

    def test_goes_on_where_one_was(self, http, holder, child):
        draft = make.make_draft(holder.person, child)
        page = http.get(at("add")).content.decode()
        assert "接着上次" in page
        assert at("add-documents") in page
        assert draft.number not in page

    def test_is_no_place_for_staff(self, tenant):
        from tests.factories.accounts import StaffFactory

        assert browser_of(StaffFactory(tenant=tenant)).get(at("add")).status_code == 403


class TestOrder:
    @pytest.mark.parametrize("name", STEPS)
    def test_without_a_draft_every_step_leads_to_the_start_t34(self, http, name):
        assert http.get(at(name)).url == at("add")
        if name not in SAFE_ONLY:
            assert http.post(at(name), {}).url == at("add")

    @pytest.mark.parametrize("name", STEPS[1:])
    def test_a_step_that_comes_too_early_leads_to_the_first_missing_t34(self, http, holder, name):
        drafts.accept_notice(by=holder)
        assert http.get(at(name)).url == at("add-member")
        if name not in SAFE_ONLY:
            assert http.post(at(name), {"true": "on"}).url == at("add-member")

    def test_sending_too_early_sends_nothing_t34(self, http, holder, child):
        make.make_draft(holder.person, child)
        answer = http.post(at("add-check"), {"true": "on", "state": "APPROVED"})
        assert answer.url == at("add-documents")
        assert BindingRequest.objects.get().state == "DRAFT"

    def test_a_changed_answer_asks_for_what_it_needs(self, http, holder, child, tenant):
        make.make_ready(holder.person, child)
        other = make.make_member(tenant, name="王二宝")
        url = f"{at('add-member')}?from=check"
        data = {"name": other.name, "certno": other.certno, "relation": "CHILD"}
        assert http.post(url, data).url == at("add-documents")


class TestNotice:
    def test_is_never_ticked_and_must_be(self, http):
        assert "checked" not in http.get(at("add-notice")).content.decode()
        answer = http.post(at("add-notice"), {})
        assert "有 1 处需要修改" in words(answer)
        assert not BindingRequest.objects.exists()

    def test_begins_the_draft(self, http):
        assert http.post(at("add-notice"), {"agree": "on"}).url == at("add-member")
        assert BindingRequest.objects.get().state == "DRAFT"


class TestMember:
    @pytest.fixture(autouse=True)
    def begun(self, holder):
        drafts.accept_notice(by=holder)

    def test_is_step_two_of_six(self, http):
        assert "第 2 步，共 6 步" in words(http.get(at("add-member")))

    def test_leads_to_the_place(self, http, child):
        assert name_child(http, child).url == at("add-place")
        page = words(http.get(at("add-place")))
        assert "查到了" in page

    def test_says_which_rule_a_number_breaks(self, http, child):
        page = words(name_child(http, child, certno=child.certno[:-1]))
        assert "身份证号应为 18 位，您填了 17 位" in page

    def test_forgives_blanks_and_a_small_x(self, http, child):
        spaced = f"{child.certno[:6]} {child.certno[6:14]} {child.certno[14:].lower()}"
        assert name_child(http, child, certno=spaced).url == at("add-place")

    def test_keeps_the_number_out_of_the_page_t89(self, http, child):
        name_child(http, child)
        page = http.get(at("add-member")).content.decode()
        assert child.certno not in page
        assert child.masked_certno in page

    def test_takes_the_known_number_where_nothing_is_typed(self, http, child, holder):
        name_child(http, child)
        assert name_child(http, child, certno="").url == at("add-place")
        assert requests.draft_of(holder.person).member_certno == child.certno

    def test_shows_a_wrong_pair_beside_the_number_p60(self, http, child):
        answer = name_child(http, child, name="李大宝")
        assert "姓名和证件号对不上" in words(answer)

    def test_warns_of_somebody_unknown_and_goes_on(self, http, tenant):
        from tests.factories.accounts import a_certno

        data = {"name": "王小宝", "certno": a_certno(date(2018, 1, 1)), "relation": "CHILD"}
        assert http.post(at("add-member"), data).url == at("add-place")
        assert "没查到这位家人的参保记录" in words(http.get(at("add-place")))

    def test_takes_another_document_p68(self, http, holder):
        data = {
            "name": "王小宝", "certificate_type": "02", "certno": "e1234567",
            "birth": "2018 年 02 月 03 日", "relation": "CHILD",
        }  # fmt: skip
        assert http.post(at("add-other"), data).url == at("add-place")
        assert requests.draft_of(holder.person).member_certno == "E1234567"

    def test_offers_more_relations_where_the_area_has_them_p47(self, http):
        assert "兄弟姐妹" not in words(http.get(at("add-member")))
        relations = ["CHILD", "SIBLING"]
        FamilyPolicy.objects.create(
            region_id="510600", valid_from=date(2020, 1, 1), relations=relations
        )
        assert "兄弟姐妹" in words(http.get(at("add-member")))


class TestNewborn:
    NUMBER = "Q510099001"

    @pytest.fixture(autouse=True)
    def books(self, settings, tmp_path):
        settings.DATA_DIR = str(tmp_path)

    @pytest.fixture
    def mother(self, tenant, holder):
        return make.make_holder(tenant, name="陈秀兰", born=date(1994, 4, 5))

    @pytest.fixture
    def baby(self, tenant, mother):
        born = clock.today() - timedelta(days=20)
        baby = make.make_member(tenant, name="王小贝", born=born)
        BirthRecord.objects.create(
            tenant=tenant,
            certificate_index=crypto.blind_index(self.NUMBER, "birth_certificate"),
            mother_index=mother.person.certno_index,
            child=baby,
        )
        return baby

    def _write(self, http, mother, number=NUMBER):
        data = {
            "certificate_no": number.lower(),
            "mother_name": mother.person.name,
            "mother_certno": mother.person.certno,
        }
        return http.post(at("add-newborn"), data)

    def test_asks_for_the_mother_s_face_and_goes_on_without_papers_p67(self, mother, baby):
        drafts.accept_notice(by=mother)
        http = browser_of(mother)
        assert self._write(http, mother).url == at("add-mother")
        assert "第 3 步，共 6 步" in words(http.get(at("add-mother")))
        assert http.get(at("add-place")).url == at("add-mother")
        assert http.post(at("add-mother"), {"agree": "on", "acted": "pass"}).url == at("add-place")
        assert http.post(at("add-place"), {"place": "510603"}).url == at("add-promise")

    def test_tells_nothing_of_the_child_before_the_mother_showed_her_face(
        self, http, holder, mother, baby
    ):
        drafts.accept_notice(by=holder)
        self._write(http, mother)
        for name in ("add-newborn", "add-member", "add-other", "add-mother"):
            page = http.get(at(name)).content.decode()
            assert baby.name not in page
            assert baby.masked_certno not in page

    def test_goes_on_with_papers_where_the_register_knows_nothing(self, http, holder, mother):
        drafts.accept_notice(by=holder)
        assert self._write(http, mother, "Q510099009").url == at("add-place")
        http.post(at("add-place"), {"place": "510603"})
        assert "需要 1 张照片" in words(http.get(at("add-documents")))

    @pytest.mark.parametrize("number", ["510099001", "QQ51009900", "Q51009900"])
    def test_says_how_a_number_is_written(self, http, holder, mother, number):
        drafts.accept_notice(by=holder)
        assert "编号应为 1 个字母加 9 位数字" in words(self._write(http, mother, number))


class TestHolderFace:
    def test_comes_first_where_the_area_asks(self, http, holder):
        FamilyPolicy.objects.create(
            region_id="510600", valid_from=date(2020, 1, 1), holder_face_first=True
        )
        assert http.post(at("add-notice"), {"agree": "on"}).url == at("add-face")
        assert http.get(at("add-member")).url == at("add-face")
        answer = http.post(at("add-face"), {"agree": "on", "acted": "pass"})
        assert answer.url == at("add-member")
        assert requests.draft_of(holder.person).holder_face_at is not None
        assert "第 3 步，共 7 步" in words(http.get(at("add-member")))

    def test_is_not_asked_for_elsewhere(self, http, holder):
        drafts.accept_notice(by=holder)
        assert http.get(at("add-face")).url == at("add-member")


def test_every_step_has_words():
    assert all(STEP_WORDS.values())

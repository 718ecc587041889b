"""The later steps of adding: papers, promise, drawing, checking."""

import json
import re

import pytest

from family.models import BindingRequest, ProofSet
from family.selectors import letters, requests
from tests.factories import family as make
from tests.factories.accounts import RegionFactory
from tests.family.adding import at, browser_of, words
from yibao.notices.models import SmsMessage

pytestmark = pytest.mark.django_db


SIGNATURE = json.dumps(
    [[[100, 100], [300, 120], [500, 90]], [[200, 60], [210, 300]], [[400, 80], [600, 320]]]
)


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


class TestDocuments:
    def test_offer_the_choice_first_and_then_the_places_p63(self, http, holder, child):
        make.make_draft(holder.person, child, proof_set="")
        assert http.get(at("add-documents")).url == at("add-method")
        assert http.post(at("add-method"), {"method": "HOUSEHOLD"}).url == at("add-documents")
        page = words(http.get(at("add-documents")))
        assert "需要 3 张照片" in page
        assert "还差 3 张" in page
        assert "出生医学证明" in page

    def test_go_on_only_when_all_is_there(self, http, holder, child):
        draft = make.make_draft(holder.person, child)
        assert http.get(at("add-documents-done")).url == at("add-documents")
        make.make_paper(draft, "BIRTH_CERTIFICATE")
        assert http.get(at("add-documents-done")).url == at("add-promise")

    def test_open_no_place_of_another_way(self, http, holder, child):
        make.make_draft(holder.person, child)
        assert http.get(at("add-slot", "MARRIAGE_CERTIFICATE")).status_code == 404
        assert http.get(at("add-slot", "BIRTH_CERTIFICATE")).status_code == 200

    def test_fall_out_where_the_register_agrees(self, http, holder, tenant):
        grown = make.make_member(tenant, born=make.ADULT_BORN, name="王德福")
        make.make_draft(holder.person, grown, "PARENT", matched_relation="PARENT")
        assert http.get(at("add-documents")).url == at("add-promise")
        assert "第 4 步，共 5 步" in words(http.get(at("add-promise")))

    def test_lead_to_the_counter_where_there_is_no_way(self, http, holder, child):
        make.make_draft(holder.person, child, proof_set="")
        ProofSet.objects.update(is_enabled=False)
        assert http.get(at("add-documents")).url == at("add-method")
        assert "这个关系要到窗口办" in words(http.get(at("add-method")))


class TestPromise:
    @pytest.fixture(autouse=True)
    def papers(self, holder, child):
        draft = make.make_draft(holder.person, child)
        make.make_paper(draft, "BIRTH_CERTIFICATE")

    def test_offers_two_ways_without_script(self, http):
        page = http.get(at("add-promise")).content.decode()
        assert "data-sign hidden" in page
        assert at("add-promise-typed") in page
        assert at("add-promise-printed") in page

    def test_prints_as_pdf(self, http):
        answer = http.get(at("add-promise-letter"))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    @pytest.mark.parametrize(
        "drawing", ["", "[]", "[[[1,1],[900,1]]]", "[[[1,1]]]", "x", "[[[1,2,3]]]", "[[[-1,2]]]"]
    )
    def test_takes_no_dot_no_line_and_no_rubbish_p62(self, http, holder, drawing):
        page = words(http.post(at("add-promise"), {"drawing": drawing}))
        assert "签名太小或没签" in page
        assert not letters.is_signed(requests.draft_of(holder.person))

    def test_takes_the_own_name_and_the_code(self, http, holder, transactional_db):
        assert http.post(at("add-promise-typed"), {"action": "send"}).status_code == 302
        text = SmsMessage.objects.latest("created_at").text
        code = re.search(r"[0-9]{6}", text).group()
        answer = http.post(at("add-promise-typed"), {"name": "李四", "code": code})
        assert "承诺书要重新签" in words(answer)
        answer = http.post(at("add-promise-typed"), {"name": "王建国", "code": code})
        assert answer.url == at("add-check")
        draft = requests.draft_of(holder.person)
        assert draft.signature_way == "TYPED"
        assert draft.promise_sha256 == letters.sha256_of(letters.letter_of(draft))
        assert holder.person.certno not in draft.promise_text

    def test_takes_paper_only_with_its_photo(self, http, holder):
        assert "承诺书要重新签" in words(http.post(at("add-promise-printed"), {}))
        make.make_paper(requests.draft_of(holder.person), "LETTER", kind="LETTER")
        assert http.post(at("add-promise-printed"), {}).url == at("add-check")


class TestDrawing:
    def test_is_kept_as_a_picture_with_the_hash_of_the_text(
        self, http, holder, child, transactional_db
    ):
        draft = make.make_draft(holder.person, child)
        make.make_paper(draft, "BIRTH_CERTIFICATE")
        assert http.post(at("add-promise"), {"drawing": SIGNATURE}).url == at("add-check")
        draft = requests.draft_of(holder.person)
        assert draft.signature_way == "DRAWN"
        picture = draft.documents.get(kind="SIGNATURE")
        assert (picture.width, picture.height) == (1000, 400)


class TestCheck:
    @pytest.fixture(autouse=True)
    def ready(self, holder, child):
        return make.make_ready(holder.person, child)

    def test_shows_each_answer_with_its_way_back(self, http, child):
        page = http.get(at("add-check")).content.decode()
        for name in ("add-member", "add-place", "add-documents", "add-promise"):
            assert f"{at(name)}?from=check" in page
        assert "德阳市旌阳区" in page
        assert child.certno not in page
        assert child.masked_certno in page

    def test_a_change_returns_here(self, http):
        answer = http.post(f"{at('add-place')}?from=check", {"place": "000000"})
        assert answer.url == at("add-check")
        assert "其他地方" in words(http.get(at("add-check")))

    def test_needs_the_statement_of_truth(self, http):
        assert "有 1 处需要修改" in words(http.post(at("add-check"), {}))

    def test_sends_and_says_when_there_is_an_answer(self, http, ready):
        answer = http.post(at("add-check"), {"true": "on"})
        assert answer.url == at("add-done", ready.ref)
        ready.refresh_from_db()
        assert ready.state == "SUBMITTED"
        page = words(http.get(answer.url))
        assert ready.number in page
        assert "最迟" in page

    def test_pressed_twice_sends_once(self, http, ready):
        http.post(at("add-check"), {"true": "on"})
        again = http.post(at("add-check"), {"true": "on"}, follow=True).content.decode()
        assert "已经提交过了" in again
        assert BindingRequest.objects.count() == 1

    def test_asks_for_a_proof_that_has_grown_old_t28(self, http):
        session = http.session
        session["unlocked_at"] -= 3600
        session.save()
        assert "/code/unlock/" in http.get(at("add-check")).url
        assert http.post(at("add-check"), {"true": "on"}).status_code in (302, 403)
        assert BindingRequest.objects.get().state == "DRAFT"

    def test_the_page_of_another_is_not_there_t31(self, http, ready, tenant):
        http.post(at("add-check"), {"true": "on"})
        other = browser_of(make.make_holder(tenant))
        assert other.get(at("add-done", ready.ref)).status_code == 404


class TestDiscarding:
    def test_says_what_goes_and_then_forgets(self, http, holder, child):
        make.make_draft(holder.person, child)
        assert "填过的内容会删掉" in words(http.get(at("add-discard")))
        assert requests.draft_of(holder.person) is not None
        assert http.post(at("add-discard")).url == at("add")
        assert requests.draft_of(holder.person) is None

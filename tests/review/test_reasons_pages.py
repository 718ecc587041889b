"""Pages of reasons: read by officers, written by leads, activated by another one."""

import pytest
from django.urls import reverse

from tests.admin.conftest import make_staff, signed_in
from tests.factories import reviews as desk
from yibao.cases.models import Reason

pytestmark = pytest.mark.django_db
LIST = "/admin/review/reasons/"
ONE = f"{LIST}family.request/GLARE/"
WORDS = {
    "label": "反光",
    "words": "{slot}有一块白光，盖住了字。",
    "what_to_do": "请换个角度再拍。",
    "verdict": "RETAKE",
}


@pytest.fixture
def lead(console):
    return console.browser("lead")


@pytest.fixture
def second_lead(tenant):
    return signed_in(make_staff(tenant, "second-lead", "lead"))


def said(answer) -> str:
    return answer.content.decode()


class TestReading:
    def test_lists_every_code_with_sentence_and_numbers(self, console, holder, child, tenant):
        desk.send_back(desk.make_officer(tenant), desk.in_review(holder.person, child))
        page = said(console.browser("auditor").get(LIST))
        assert "绑定家人：退回补正" in page and "绑定家人：不通过" in page
        assert "GLARE" in page and "反光，看不清。请避开灯光重拍。" in page
        assert "新理由" not in page

    def test_shows_the_sentence_for_each_place(self, console):
        page = said(console.browser("reviewer").get(ONE))
        assert "手写签名反光" in page and "签好的承诺书反光" in page
        assert "新版本" not in page

    @pytest.mark.parametrize("address", [f"{LIST}family.request/NO_SUCH/", f"{LIST}report/GLARE/"])
    def test_of_a_strange_code_is_not_there(self, console, address):
        assert console.browser("reviewer").get(address).status_code == 404

    @pytest.mark.parametrize("role", ["clerk", "finance"])
    def test_is_for_those_who_see_cases(self, console, role):
        assert console.browser(role).get(LIST).status_code == 403


class TestWriting:
    def test_previews_before_it_stores(self, lead):
        page = said(lead.post(f"{ONE}draft/", WORDS | {"preview": "1"}))
        assert "签好的承诺书有一块白光，盖住了字。请换个角度再拍。" in page
        assert not Reason.objects.filter(state="DRAFT").exists()

    def test_stores_a_draft_and_waits_for_another_lead(self, lead, second_lead):
        assert lead.post(f"{ONE}draft/", WORDS).url == ONE
        assert "等启用的草稿" in said(lead.get(LIST))
        assert "要另一位组长启用" in said(lead.get(ONE))
        lead.post(f"{ONE}activate/", {"version": "2"})
        assert Reason.objects.get(code="GLARE", version=2).state == "DRAFT"
        confirm = said(second_lead.get(f"{ONE}activate/"))
        assert "现在的话" in confirm and "上一个版本同时停用" in confirm
        second_lead.post(f"{ONE}activate/", {"version": "2"})
        states = Reason.objects.filter(code="GLARE").order_by("version")
        assert list(states.values_list("state", flat=True)) == ["RETIRED", "ACTIVE"]

    def test_activates_only_the_version_that_was_read(self, lead, second_lead):
        lead.post(f"{ONE}draft/", WORDS)
        second_lead.post(f"{ONE}activate/", {"version": "1"})
        assert Reason.objects.get(code="GLARE", version=2).state == "DRAFT"

    def test_says_what_does_not_read_well(self, lead):
        page = said(lead.post(f"{ONE}draft/", WORDS | {"words": "看不清。"}))
        assert "请用 {slot} 代表材料的名字" in page
        assert not Reason.objects.filter(state="DRAFT").exists()

    def test_retires_after_a_confirmation(self, lead):
        assert Reason.objects.filter(code="GLARE", state="ACTIVE").exists() is False
        lead.get(ONE)
        lead.get(f"{ONE}retire/")
        assert Reason.objects.get(code="GLARE").state == "ACTIVE"
        lead.post(f"{ONE}retire/", {"version": "1"})
        assert Reason.objects.get(code="GLARE").state == "RETIRED"
        assert "现在不能这样处理" in said(lead.get(f"{ONE}retire/", follow=True))

    def test_drops_a_draft(self, lead):
        lead.post(f"{ONE}draft/", WORDS)
        lead.post(f"{ONE}drop/", {"version": "2"})
        assert Reason.objects.get(code="GLARE", version=2).state == "RETIRED"

    def test_begins_a_new_reason_in_two_steps(self, lead):
        begin = {"case_type": "family.request", "kind": "RETURN", "code": "stamp_missing"}
        page = said(lead.post(f"{LIST}new/", begin))
        assert "给申请人的话" in page
        answer = lead.post(f"{LIST}new/", begin | WORDS | {"slots": ["LETTER"]})
        assert answer.url == f"{LIST}family.request/STAMP_MISSING/"
        row = Reason.objects.get(code="STAMP_MISSING")
        assert (row.state, row.slots, row.version) == ("DRAFT", ["LETTER"], 1)
        again = said(lead.post(f"{LIST}new/", begin | WORDS))
        assert "这个理由码已经用过" in again

    @pytest.mark.parametrize("role", ["reviewer", "auditor", "admin"])
    def test_is_for_leads(self, console, role):
        browser = console.browser(role)
        for address in (f"{LIST}new/", f"{ONE}draft/", f"{ONE}activate/", f"{ONE}retire/"):
            assert browser.get(address).status_code == 403
            assert browser.post(address, WORDS).status_code == 403

    def test_knows_no_other_act(self, lead):
        assert lead.post(f"{ONE}erase/", {"version": "1"}).status_code == 404
        assert reverse("review:reasons") == LIST

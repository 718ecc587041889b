"""Pages of requests: progress, receipt, mending, taking back, appeal (A3, wireframe 5)."""

from datetime import timedelta

import pytest

from family.data import reasons
from family.models import BindingRequest, Defect, Document
from family.services import proof_list
from tests.factories import accounts as people
from tests.factories import family as make
from yibao.cases import services as cases
from yibao.kernel import calendar, clock, todos
from yibao.kernel.ids import new_ref

BACKEND = "django.contrib.auth.backends.ModelBackend"
SLOT = "BIRTH_CERTIFICATE"


@pytest.fixture
def holder(tenant):
    people.RegionFactory()
    return make.make_holder(tenant)


@pytest.fixture
def child(tenant):
    return make.make_member(tenant)


@pytest.fixture
def browser(client, holder):
    client.force_login(holder, backend=BACKEND)
    return client


@pytest.fixture
def returned(holder, child):
    """A request that came back for one blurry page, with the page and its case."""
    proof_list.import_ours(by=None)
    request = make.make_submitted(holder.person, child, state="RETURNED")
    request.case = cases.open_case(
        by=None, tenant_id=request.tenant_id, case_type="family.request", subject="x",
        summary="亲情账户申请", at=request.submitted_at,
    )  # fmt: skip
    request.return_due_at = calendar.end_of_working_day(request.submitted_at, 5)
    request.save(update_fields=["case", "return_due_at"])
    put(request, "old", ago=timedelta(hours=2), verdict="RETAKE")
    name(request)
    return request


def name(request, code="BLURRED", slot=SLOT):
    """The reviewer's word on one place."""
    return Defect.objects.create(
        request=request, round=request.round, slot_code=slot, reason_code=code,
        words=reasons.words_of(code, "出生医学证明"), created_at=clock.now() - timedelta(hours=1),
    )  # fmt: skip


def put(request, upload_id, *, ago=timedelta(0), slot=SLOT, kind="PROOF", **more):
    """A page that lies in a place, as a row: nothing here opens its file."""
    Document.objects.filter(request=request, slot_code=slot, state="STORED").update(
        state="REPLACED"
    )
    return Document.objects.create(
        request=request, slot_code=slot, kind=kind, upload_id=upload_id, sha256="0" * 64,
        file_token=new_ref("T"), uploaded_at=clock.now() - ago, **more,
    )  # fmt: skip


def at(request, rest=""):
    return f"/family/requests/{request.ref}/{rest}"


def text(answer):
    return answer.content.decode()


class TestProgress:
    def test_has_one_card_only_where_the_person_must_act(self, browser, returned):
        page = text(browser.get(at(returned)))
        assert "还差 1 样要补" in page and "24:00 前补好" in page
        assert 'aria-current="step"' in page and page.count("<h1>") == 1
        assert returned.number in page and "data-copy" in page
        assert "请重拍" in page

    def test_says_calmly_that_nothing_is_to_do(self, browser, holder, child):
        """Text 13."""
        request = make.make_submitted(holder.person, child, state="IN_REVIEW")
        page = text(browser.get(at(request)))
        assert "正在审核，现在不用您做什么" in page and "最迟" in page
        assert "撤回申请" in page and "对结果有疑问" not in page

    def test_offers_an_appeal_after_a_refusal_only(self, browser, holder, child):
        request = make.make_submitted(holder.person, child, state="REJECTED")
        page = text(browser.get(at(request)))
        assert "对结果有疑问" in page and "撤回申请" not in page
        assert "重新申请" in page

    @pytest.mark.parametrize("rest", ["", "print/", "withdraw/", "fix/", "appeal/"])
    def test_is_not_there_for_others_t31(self, client, tenant, holder, child, rest):
        request = make.make_submitted(holder.person, child)
        client.force_login(make.make_holder(tenant), backend=BACKEND)
        assert client.get(at(request, rest)).status_code == 404

    def test_writes_no_number_and_no_full_name_of_the_member(self, browser, returned, child):
        for rest in ("", "print/", "fix/"):
            page = text(browser.get(at(returned, rest)))
            assert child.certno not in page and child.name not in page

    def test_prints_a_receipt_with_number_steps_and_phone(self, browser, returned):
        page = text(browser.get(at(returned, "print/")))
        assert "办理回执" in page and returned.number in page
        assert "补交期限" in page and "(0838)2208900" in page


class TestFix:
    def test_lists_only_what_was_named_with_words_and_old_photo(self, browser, returned):
        page = text(browser.get(at(returned, "fix/")))
        assert "出生医学证明不清楚" in page and "还没补" in page
        assert "您原来交的" in page and f"{at(returned)}fix/{SLOT}/" in page

    def test_opens_no_other_place_t34(self, browser, returned):
        assert browser.get(at(returned, f"fix/{SLOT}/")).status_code == 200
        assert browser.get(at(returned, "fix/REGISTER_HOME/")).status_code == 404
        assert browser.get(at(returned, "fix/APPEAL/")).status_code == 404

    def test_sends_nothing_before_the_page_is_new(self, browser, returned):
        answer = browser.post(at(returned, "fix/"))
        assert answer.status_code == 422 and "还不能提交" in text(answer)
        put(returned, "new")
        assert "已补好" in text(browser.get(at(returned, "fix/")))

    def test_sends_it_in_again(self, browser, returned):
        BindingRequest.objects.filter(pk=returned.pk).update(case=None)
        put(returned, "new")
        answer = browser.post(at(returned, "fix/"), follow=True)
        returned.refresh_from_db()
        assert (returned.state, returned.round) == ("SUBMITTED", 2)
        assert "已重新提交" in text(answer) and "已补交材料" in text(answer)

    def test_leads_on_where_nothing_is_to_mend(self, browser, holder, child):
        request = make.make_submitted(holder.person, child)
        assert browser.get(at(request, "fix/")).url == at(request)

    def test_after_the_deadline_offers_a_new_request_with_the_old_data(self, browser, returned):
        """P178."""
        past = clock.now() - timedelta(minutes=1)
        BindingRequest.objects.filter(pk=returned.pk).update(return_due_at=past)
        page = text(browser.get(at(returned, "fix/")))
        assert "补交的期限过了" in page and "重新申请" in page
        assert browser.get(at(returned, f"fix/{SLOT}/")).status_code == 404
        answer = browser.post(at(returned, "again/"))
        assert answer.url == "/family/add/"
        draft = BindingRequest.objects.get(holder=returned.holder, state="DRAFT")
        assert draft.member_certno == returned.member_certno and draft.signed_at is None
        returned.refresh_from_db()
        assert returned.state == "WITHDRAWN"

    def test_before_the_deadline_again_leads_to_mending(self, browser, returned):
        assert browser.post(at(returned, "again/")).url == at(returned, "fix/")

    def test_stands_on_the_first_page(self, browser, holder, returned):
        """Wireframe 1 f."""
        found = {todo.title: todo for todo in todos.of(holder)}
        assert found["王*宝的申请要补材料"].due_at == returned.return_due_at
        assert "王*宝的申请要补材料" in text(browser.get("/"))


class TestWithdraw:
    def test_asks_once_and_gives_the_place_free(self, browser, returned):
        page = text(browser.get(at(returned, "withdraw/")))
        assert "撤回以后" in page
        browser.post(at(returned, "withdraw/"))
        returned.refresh_from_db()
        assert returned.state == "WITHDRAWN" and returned.place.released_at is not None

    def test_explains_after_a_decision(self, browser, holder, child):
        request = make.make_submitted(holder.person, child, state="REJECTED")
        assert "已经有结果" in text(browser.get(at(request, "withdraw/")))
        answer = browser.post(at(request, "withdraw/"))
        assert answer.status_code == 409 and "已经有结果" in text(answer)


class TestAppeal:
    WORDS = "户口本上写着我们是父子，请再看一次。"

    def test_is_sent_once_p184(self, browser, holder, child):
        request = make.make_submitted(holder.person, child, state="REJECTED")
        page = text(browser.get(at(request, "appeal/")))
        assert "另一位审核员" in page and "行政复议" in page
        answer = browser.post(at(request, "appeal/"), {"statement": self.WORDS}, follow=True)
        assert "正在复核" in text(answer)
        request.refresh_from_db()
        assert request.appeal_case.statement == self.WORDS
        assert "<textarea" not in text(browser.get(at(request, "appeal/")))
        browser.post(at(request, "appeal/"), {"statement": "再来一次"})
        assert type(request.appeal_case).objects.filter(case_type="family.appeal").count() == 1

    def test_keeps_what_was_typed_and_says_what_is_missing(self, browser, holder, child):
        request = make.make_submitted(holder.person, child, state="EXPIRED")
        answer = browser.post(at(request, "appeal/"), {"statement": "短"})
        assert answer.status_code == 422
        assert "至少 5 个字" in text(answer) and ">短</textarea>" in text(answer).replace("\n", "")

    def test_takes_a_file_before_it_is_sent_only(self, browser, holder, child):
        request = make.make_submitted(holder.person, child, state="REJECTED")
        assert browser.get(at(request, "appeal/files/")).status_code == 200
        put(request, "more", slot="APPEAL", kind="APPEAL")
        assert "已传 1 张" in text(browser.get(at(request, "appeal/")))
        browser.post(at(request, "appeal/"), {"statement": self.WORDS})
        assert browser.get(at(request, "appeal/files/")).status_code == 404

    def test_is_not_for_what_runs(self, browser, holder, child):
        request = make.make_submitted(holder.person, child, state="IN_REVIEW")
        page = text(browser.get(at(request, "appeal/")))
        assert "现在不用复核" in page and "<textarea" not in page
        assert browser.get(at(request, "appeal/files/")).status_code == 404

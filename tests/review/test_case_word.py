"""A word said on the page of a case: what it needs, what it stands on, what it does (P176–P184)."""

from datetime import timedelta

import pytest
import time_machine

from family.models import Document
from tests.factories import casepages as page
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.casepages import address, filled, send, take, text_of
from yibao.audit.models import AuditEvent
from yibao.cases.models import Case, Decision, Draft, Lease, WorkProfile
from yibao.kernel import clock
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(holder, child):
    return desk.in_review(holder.person, child, papers=2)


@pytest.fixture
def reviewer(console):
    console.user("reviewer")
    return console.browser("reviewer")


@pytest.fixture
def taken(row, reviewer):
    take(reviewer, row.case)
    return row


class TestApproval:
    def test_binds_and_keeps_what_it_stood_on(self, taken, reviewer):
        assert "已通过" in text_of(send(reviewer, taken.case, filled(taken, "APPROVE")))
        assert desk.fresh(taken).state == "APPROVED"
        word = taken.case.decisions.get()
        assert word.checklist == dict.fromkeys(page.CHECKS, True)
        assert word.evidence == desk.seen(taken)

    def test_says_in_words_what_is_not_answered(self, taken, reviewer):
        words = filled(taken, "APPROVE", checks=page.CHECKS[:-1])
        first = desk.papers(taken)[0]
        del words[f"verdict-{first.ref}"]
        answer = send(reviewer, taken.case, words)
        text = text_of(answer)
        assert answer.status_code == 422 and "还差 2 处" in text
        assert "还没核对：没有重复的绑定和申请" in text and "第 1 页" in text
        assert "没有结论" in text and f'href="#verdict-{first.ref}"' in answer.content.decode()
        assert desk.fresh(taken).state == "IN_REVIEW"

    def test_previews_the_very_notice(self, taken, reviewer, holder):
        words = filled(taken, "APPROVE")
        with time_machine.travel(clock.now(), tick=False):
            answer = reviewer.post(address(taken.case, "sentence/"), words)
            send(reviewer, taken.case, words)
        told = Notice.objects.filter(user=holder).latest("created_at")
        assert answer.json()["sentence"] == f"{told.title}\n{told.body}"

    def test_is_counted_on_the_next_page_of_the_officer(self, taken, reviewer, holder, tenant):
        assert "今天" not in text_of(reviewer.get(address(taken.case)))
        send(reviewer, taken.case, filled(taken, "APPROVE"))
        other = desk.in_review(holder.person, make.make_member(tenant))
        assert "今天 1 件，平均 1 分钟" in text_of(take(reviewer, other.case))

    def test_is_not_possible_over_a_page_that_is_wrong(self, taken, reviewer):
        one = desk.papers(taken)[1]
        words = filled(taken, "APPROVE", **{f"verdict-{one.ref}": "MISMATCH"})
        assert "不能通过" in text_of(send(reviewer, taken.case, words))

    def test_by_the_first_of_two_waits_p181(self, holder, child, reviewer, console):
        risky = desk.in_review(holder.person, child, is_risky=True)
        take(reviewer, risky.case)
        text = text_of(send(reviewer, risky.case, filled(risky, "APPROVE")))
        assert "等另一位同事复核后生效" in text
        assert desk.fresh(risky).state == "IN_REVIEW"
        lead = console.browser("lead")
        take(lead, risky.case)
        send(lead, risky.case, filled(risky, "APPROVE"))
        assert desk.fresh(risky).state == "APPROVED"


class TestReturn:
    def test_opens_the_places_that_were_marked(self, taken, reviewer, holder):
        first, second = desk.papers(taken)
        words = {
            "kind": "RETURN",
            f"verdict-{first.ref}": "OK",
            f"verdict-{second.ref}": "RETAKE",
            f"why-{second.ref}": "GLARE",
            "text": "第二页请放平。",
        }
        assert "已退回" in text_of(send(reviewer, taken.case, words))
        assert desk.fresh(taken).state == "RETURNED"
        assert list(Document.objects.order_by("page").values_list("verdict", flat=True)) == [
            "OK",
            "RETAKE",
        ]
        told = Notice.objects.get(user=holder)
        assert "反光" in told.body and "第二页请放平。" in told.body

    def test_previews_the_very_notice(self, taken, reviewer, holder):
        one = desk.papers(taken)[0]
        words = {
            "kind": "RETURN", f"verdict-{one.ref}": "RETAKE", f"why-{one.ref}": "GLARE",
            "text": "请放平。",
        }  # fmt: skip
        answer = reviewer.post(address(taken.case, "sentence/"), words)
        send(reviewer, taken.case, words)
        told = Notice.objects.get(user=holder)
        assert answer.json()["sentence"] == f"{told.title}\n{told.body}"

    def test_may_ask_for_a_place_without_a_picture(self, taken, reviewer):
        send(reviewer, taken.case, {"kind": "RETURN", "wants": ["LETTER|UNSIGNED"]})
        assert taken.defects.get().slot_code == "LETTER"

    def test_needs_a_reason_of_the_list(self, taken, reviewer):
        one = desk.papers(taken)[0]
        text = text_of(send(reviewer, taken.case, {"kind": "RETURN"}))
        assert "请至少选一处要补的" in text
        words = {"kind": "RETURN", f"verdict-{one.ref}": "RETAKE", f"why-{one.ref}": "NOTHING"}
        assert "要选一个原因" in text_of(send(reviewer, taken.case, words))
        send(reviewer, taken.case, {"kind": "RETURN", "wants": ["ELSEWHERE|GLARE"]})
        assert desk.fresh(taken).state == "IN_REVIEW"


class TestRefusal:
    def test_takes_a_reason_and_two_officers(self, taken, reviewer, console, holder):
        assert "请选不通过的理由" in text_of(send(reviewer, taken.case, {"kind": "REJECT"}))
        words = {"kind": "REJECT", "refusal": "NO_RELATION", "text": "出生证上是别人。"}
        assert "等另一位同事" in text_of(send(reviewer, taken.case, words))
        lead = console.browser("lead")
        take(lead, taken.case)
        send(lead, taken.case, words)
        assert desk.fresh(taken).state == "REJECTED"
        assert "出生证上是别人。" in Notice.objects.get(user=holder).body


class TestWords:
    @pytest.mark.parametrize(
        ("text", "why"),
        [("打 13800000001", "证件号、手机号"), ("看 https://x.cn", "网址"), ("长" * 81, "最多 80")],
    )
    def test_to_the_person_keep_to_their_limits(self, taken, reviewer, text, why):
        words = {"kind": "REJECT", "refusal": "NO_RELATION", "text": text}
        assert why in text_of(send(reviewer, taken.case, words))
        assert not Decision.objects.exists()

    def test_of_a_referral_say_why(self, taken, reviewer):
        assert "为什么要转复核" in text_of(send(reviewer, taken.case, {"kind": "REFER"}))
        assert "已转复核" in text_of(
            send(reviewer, taken.case, {"kind": "REFER", "note": "看不懂外文"})
        )
        case = Case.objects.get()
        assert (case.state, case.level, case.needs_second) == ("OPEN", 1, True)

    def test_put_it_back(self, taken, reviewer):
        send(reviewer, taken.case, {"kind": "PUT_BACK"})
        assert Case.objects.get().state == "OPEN"

    def test_need_one(self, taken, reviewer):
        assert "请选一个结论" in text_of(send(reviewer, taken.case, {}))


class TestGoingOn:
    def test_takes_the_next_case(self, taken, reviewer, tenant):
        from tests.factories import family as make

        other = desk.in_review(make.make_holder(tenant).person, make.make_member(tenant))
        answer = send(reviewer, taken.case, filled(taken, "APPROVE"), act="next")
        assert answer.redirect_chain[-1][0] == address(other.case)
        assert Lease.objects.get().case_id == other.case_id

    def test_says_when_nothing_is_left(self, taken, reviewer):
        answer = send(reviewer, taken.case, filled(taken, "APPROVE"), act="next")
        assert "没有等您审的件了" in text_of(answer)


class TestWhatItStandsOn:
    def test_is_the_page_that_was_open_t35(self, taken, reviewer):
        token = page.token_of(reviewer, taken.case)
        Document.objects.filter(page=1).update(state="REPLACED")
        desk.add_paper(taken)
        words = filled(taken, "APPROVE", note="都对")
        text = text_of(send(reviewer, taken.case, words, token=token))
        assert "材料换过了" in text and "您填的内容还在" in text
        assert desk.fresh(taken).state == "IN_REVIEW"
        assert "都对" in text and Draft.objects.count() == 1
        send(reviewer, taken.case, words)
        assert desk.fresh(taken).state == "APPROVED" and not Draft.objects.exists()

    def test_is_not_another_officers_page_or_a_made_up_one_t36(self, taken, reviewer, console):
        for token in ("", "made-up", page.token_of(reviewer, taken.case)[:-3]):
            answer = reviewer.post(
                address(taken.case),
                {"token": token, "act": "stay", **filled(taken, "APPROVE")},
                follow=True,
            )
            assert "没有写入" in text_of(answer)
        assert desk.fresh(taken).state == "IN_REVIEW"

    def test_is_refused_after_the_lease_and_kept_t36(self, taken, reviewer, console):
        token = page.token_of(reviewer, taken.case)
        with time_machine.travel(clock.now() + timedelta(minutes=16)):
            lead = console.browser("lead")
            take(lead, taken.case)
            words = filled(taken, "REJECT", refusal="NO_RELATION", text="写了很久的话")
            browser = console.browser("reviewer")
            text = text_of(send(browser, taken.case, words, token=token))
            assert "没有写入" in text and "x-lead 正在处理" in text
            assert "您没提交的内容" in text and "写了很久的话" in text
        assert not Decision.objects.exists()
        assert AuditEvent.objects.filter(verb="cases.case.refused").exists()


class TestLease:
    def test_is_prolonged_by_a_sign_of_life(self, taken, reviewer):
        before = Lease.objects.get()
        answer = reviewer.post(address(taken.case, "beat/"), {"fence": before.fence})
        assert answer.json()["seconds"] == 900
        assert Lease.objects.get().expires_at > before.expires_at

    @pytest.mark.parametrize("fence", ["0", "99", "x", ""])
    def test_is_not_prolonged_with_a_wrong_number(self, taken, reviewer, fence):
        answer = reviewer.post(address(taken.case, "beat/"), {"fence": fence})
        assert answer.status_code == 409 and answer.json()["seconds"] == 0

    def test_is_prolonged_without_a_script_and_nothing_typed_is_lost(self, taken, reviewer):
        answer = send(reviewer, taken.case, {"kind": "REJECT", "note": "还在看"}, act="extend")
        assert "已续 15 分钟" in text_of(answer)
        assert "还在看" in text_of(answer) and "填回来了" in text_of(answer)

    def test_keeps_a_draft_on_wish(self, taken, reviewer):
        one = desk.papers(taken)[0]
        words = {
            "kind": "RETURN", "note": "回头再看", "checks": ["identity"],
            f"verdict-{one.ref}": "RETAKE", f"why-{one.ref}": "GLARE",
        }  # fmt: skip
        answer = send(reviewer, taken.case, words, act="draft")
        shown = answer.content.decode()
        assert "先存下了" in text_of(answer)
        assert 'value="RETURN" id="kind-RETURN" checked' in shown
        assert 'value="GLARE" data-verdict="RETAKE" selected' in shown
        assert 'id="check-identity" checked' in shown


class TestKeys:
    def test_are_switched_off_for_good(self, taken, reviewer, console):
        assert 'data-letters="on"' in reviewer.get(address(taken.case)).content.decode()
        reviewer.post(address(taken.case, "letters/"), {"letters": "off"})
        assert not WorkProfile.objects.get(staff=console.user("reviewer")).letters_on
        shown = reviewer.get(address(taken.case)).content.decode()
        assert 'data-letters="off"' in shown and "打开单键快捷键" in shown

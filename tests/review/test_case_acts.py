"""What is done with a case beside judging it, and the pages beside it (features 31, 37, 44)."""

import pytest

from family.selectors import comparing
from family.services import requests, risks
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.factories.bindings import make_binding
from tests.factories.casepages import address, filled, send, take, text_of, token_of
from yibao.audit.models import AuditEvent, GlassSession
from yibao.cases import services as cases
from yibao.cases.models import Case, Lease, Skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(holder, child):
    return desk.in_review(holder.person, child)


@pytest.fixture
def reviewer(console):
    console.user("reviewer")
    return console.browser("reviewer")


@pytest.fixture
def lead(console):
    console.user("lead")
    return console.browser("lead")


def act(browser, case, name, **words) -> str:
    return text_of(browser.post(address(case, f"do/{name}/"), words, follow=True))


class TestActs:
    def test_say_first_what_will_happen(self, row, reviewer):
        take(reviewer, row.case)
        for name, words in (
            ("put-back", "承诺时间不变"),
            ("hold", "只有您能接着审"),
            ("skip", "组长看得到原因"),
            ("report", "组长会看到"),
            ("unmask", "记入审计"),
        ):
            assert words in text_of(reviewer.get(address(row.case, f"do/{name}/")))
        assert Case.objects.get().state == "IN_REVIEW"

    def test_put_back(self, row, reviewer):
        take(reviewer, row.case)
        assert "已放回" in act(reviewer, row.case, "put-back", note="")
        assert Case.objects.get().state == "OPEN" and not Lease.objects.exists()

    @pytest.mark.parametrize("name", ["put-back", "hold", "skip", "report"])
    def test_from_an_older_page_do_nothing_t36(self, row, reviewer, name):
        take(reviewer, row.case)
        act(reviewer, row.case, "put-back", note="")
        take(reviewer, row.case)
        words = {"preset": "HOUR", "reason": "等回电", "why": "HARD", "note": "", "fence": "1"}
        assert "别的窗口" in act(reviewer, row.case, name, **words)
        assert Case.objects.get().state == "IN_REVIEW"
        page = reviewer.get(address(row.case, f"do/{name}/")).content.decode()
        assert 'name="fence" value="2"' in page

    @pytest.mark.parametrize("kind", ["PUT_BACK", "REFER"])
    def test_as_words_from_an_older_page_do_nothing_t36(self, row, reviewer, kind):
        take(reviewer, row.case)
        old = token_of(reviewer, row.case)
        act(reviewer, row.case, "put-back", note="")
        take(reviewer, row.case)
        words = {"kind": kind, "note": "拿不准关系"}
        assert "别的窗口" in text_of(send(reviewer, row.case, words, token=old))
        assert Case.objects.get().state == "IN_REVIEW"

    def test_hold_with_a_preset_and_end_early_feature_37(self, row, reviewer):
        due = row.case.due_at
        take(reviewer, row.case)
        assert "请写明原因" in act(reviewer, row.case, "hold", preset="HOUR", reason="")
        assert "已搁置" in act(reviewer, row.case, "hold", preset="HOUR", reason="等派出所回电")
        case = Case.objects.get()
        assert (case.state, case.kept_why, case.due_at) == ("OPEN", "HELD", due)
        assert "结束搁置" in text_of(reviewer.get(address(case)))
        assert "已结束搁置" in act(reviewer, case, "end-hold")
        assert Case.objects.get().kept_for is None

    def test_of_a_colleague_are_announced_as_kept(self, row, reviewer, lead, tenant):
        take(reviewer, row.case)
        act(reviewer, row.case, "hold", preset="HOUR", reason="等回电")
        other = text_of(lead.get(address(row.case)))
        assert "留给 x-reviewer" in other and "接手" in other

    def test_skip_with_a_reason(self, row, reviewer):
        take(reviewer, row.case)
        assert "请选择" in act(reviewer, row.case, "skip")
        assert "已跳过" in act(reviewer, row.case, "skip", why="KNOWN")
        assert Skip.objects.get().why == "KNOWN"

    def test_take_over_is_the_leads_and_says_why_feature_31(self, row, reviewer, lead, tenant):
        officer = desk.make_officer(tenant)
        desk.take(officer, row)
        path = address(row.case, "do/take-over/")
        assert reviewer.post(path, {"reason": "同事请假"}).status_code == 403
        assert "已接手" in act(lead, row.case, "take-over", reason="同事请假")
        assert Lease.objects.get().holder.username == "x-lead"
        assert "同事请假" in text_of(lead.get(address(row.case)))

    def test_of_a_second_taker_are_refused_in_words(self, row, reviewer, lead):
        take(reviewer, row.case)
        text = act(lead, row.case, "take")
        assert "现在不能这样处理" in text or "正在处理" in text
        assert Lease.objects.get().holder.username == "x-reviewer"

    def test_report_a_picture_that_is_missing(self, row, reviewer):
        take(reviewer, row.case)
        assert "已报告" in act(reviewer, row.case, "report", note="第一页是黑的")
        assert AuditEvent.objects.filter(verb="cases.case.picture_missing").exists()
        assert Skip.objects.get().why == "SYSTEM"

    def test_that_do_not_exist_are_not_found(self, row, reviewer):
        assert reviewer.post(address(row.case, "do/finish/")).status_code == 404


class TestFullNumbers:
    def test_are_shown_for_ten_minutes_after_a_reason_t94(self, row, child, reviewer):
        take(reviewer, row.case)
        assert child.certno not in reviewer.get(address(row.case)).content.decode()
        assert "请写明原因" in act(reviewer, row.case, "unmask", reason="")
        assert "已显示全号" in act(reviewer, row.case, "unmask", reason="核对户口本")
        page = reviewer.get(address(row.case)).content.decode()
        assert child.certno in page and child.name in page and "正在显示全号" in page
        session = GlassSession.objects.get()
        assert session.reason == "核对户口本" and session.kind == "FULL_NUMBER"
        GlassSession.objects.update(ended_at=session.began_at)
        assert child.certno not in reviewer.get(address(row.case)).content.decode()

    def test_are_nobody_elses(self, row, child, reviewer, lead):
        take(reviewer, row.case)
        act(reviewer, row.case, "unmask", reason="核对户口本")
        assert child.certno not in lead.get(address(row.case)).content.decode()


class TestLog:
    def test_names_every_step_and_look_by_type(self, row, reviewer, console):
        take(reviewer, row.case)
        reviewer.get(address(row.case))
        text = text_of(reviewer.get(address(row.case, "log/")))
        assert "领取" in text and "打开审核页" in text and "x-reviewer" in text
        looks = text_of(reviewer.get(address(row.case, "log/?type=looks")))
        assert "打开审核页" in looks and "提出" not in looks.split("新的在前")[1]

    def test_is_exported_by_who_may_and_that_is_written_down(self, row, reviewer, console):
        assert reviewer.post(address(row.case, "log/")).status_code == 403
        answer = console.browser("auditor").post(address(row.case, "log/"))
        lines = b"".join(answer.streaming_content).decode()
        assert lines.startswith("\ufeff时间,类型,动作") and "提出" in lines
        assert AuditEvent.objects.filter(verb="cases.case.log_exported").exists()


class TestPreview:
    def test_is_the_very_page_of_the_person_and_written_down(self, row, reviewer, client, holder):
        page = reviewer.get(address(row.case, "preview/"))
        text = text_of(page)
        assert "这是申请人看到的样子" in text and row.number in text
        assert "sandbox" in page["Content-Security-Policy"]
        assert AuditEvent.objects.filter(verb="cases.case.previewed").exists()
        client.force_login(holder)
        own = text_of(client.get(f"/family/requests/{row.ref}/"))
        heading = own.split("跳到正文")[1].split("亲情账户申请")[0].strip()
        assert heading[-3:] in text

    def test_of_a_kind_without_one_says_so(self, reviewer, tenant):
        case = cases.open_case(
            by=None, tenant_id=tenant.pk, case_type="report", subject="x:1", summary="举报"
        )
        answer = reviewer.get(address(case, "preview/"), follow=True)
        assert "没有给当事人看的页面" in text_of(answer)


class TestCompare:
    @pytest.fixture
    def twin(self, row, tenant):
        """Somebody else's request with the same picture."""
        other = desk.in_review(
            make.make_holder(tenant, name="赵大力").person, make.make_member(tenant, name="赵小力")
        )
        row.documents.update(source_sha256="a" * 64)
        other.documents.update(source_sha256="a" * 64)
        return other

    def test_finds_the_same_picture_and_shows_both_sides_masked(self, row, twin, reviewer):
        take(reviewer, row.case)
        text = text_of(reviewer.get(address(row.case, "compare/")))
        assert twin.number in text and "同一张照片" in text
        page = reviewer.get(address(row.case, f"compare/?with={twin.ref}"))
        shown = page.content.decode()
        assert "赵*力" in shown and "赵小力" not in shown and "赵大力" not in shown
        assert twin.documents.get().ref in shown and row.documents.get().ref in shown
        assert AuditEvent.objects.filter(verb="cases.case.compared").count() == 2

    def test_opens_the_other_picture_for_the_holder_of_the_case_only_t30(
        self, row, twin, reviewer, console
    ):
        ref = twin.documents.get().ref
        officer, lead = console.user("reviewer"), console.user("lead")
        assert comparing.of_comparer(officer, ref) is None
        take(reviewer, row.case)
        assert comparing.of_comparer(officer, ref)[1] == "comparer"
        assert comparing.of_comparer(lead, ref) is None

    def test_names_no_matter_of_the_own_family_t32(self, row, twin, reviewer, console):
        desk.declare(console.user("reviewer"), twin.holder.certno)
        take(reviewer, row.case)
        text = text_of(reviewer.get(address(row.case, "compare/")))
        assert twin.number not in text and "还有 1 件您不能打开" in text

    def test_puts_two_pages_of_one_case_beside_each_other(self, holder, child, reviewer):
        row = desk.in_review(holder.person, child, papers=2)
        take(reviewer, row.case)
        page = reviewer.get(address(row.case, "compare/?a=1&b=2")).content.decode()
        assert page.count("data-picture") == 2


class TestOtherKinds:
    def test_are_judged_with_summary_statement_and_words(self, tenant, reviewer):
        case = cases.open_case(
            by=None, tenant_id=tenant.pk, case_type="report", subject="x:1", summary="有人举报",
            statement="他拿别人的卡",
        )  # fmt: skip
        text = text_of(take(reviewer, case))
        assert "有人举报" in text and "他拿别人的卡" in text
        assert "请填写给当事人的话" in text_of(send(reviewer, case, {"kind": "REJECT"}))
        text = text_of(send(reviewer, case, {"kind": "REJECT", "text": "查过，没有这回事。"}))
        assert "已记为不通过" in text
        word = Case.objects.get().decisions.get()
        assert (word.kind, word.text_sent) == ("REJECT", "查过，没有这回事。")

    def test_of_risk_show_both_sides_and_what_a_word_does(self, tenant, holder, child, reviewer):
        binding = make_binding(holder.person, child)
        case = risks.report_mismatch(by=None, binding=binding, statement="不是本人")
        text = text_of(take(reviewer, case))
        assert child.masked_name in text and "展码马上暂停" in text and "不是本人" in text
        words = {"kind": "APPROVE", "checks": ["people", "scans", "heard"], "text": "查实"}
        send(reviewer, case, words)
        binding.refresh_from_db()
        assert binding.state == "SUSPENDED"


class TestAppeal:
    def test_shows_the_first_verdict_folded_and_goes_to_others(self, row, holder, tenant, reviewer):
        for officer in (desk.make_officer(tenant), desk.make_officer(tenant)):
            desk.reject(officer, row)
        appealed = requests.appeal(by=holder, ref=row.ref, statement="出生证上有我的名字")
        case = appealed.appeal_case
        text = text_of(take(reviewer, case))
        assert "出生证上有我的名字" in text and "第一次审核" in text
        assert "不是您填写的关系" in text
        send(reviewer, case, filled(row, "APPROVE"))
        assert desk.fresh(row).state == "APPROVED"

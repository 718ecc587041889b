"""Pages of second looks: an officer takes and judges one, a lead draws, reads and settles."""

import re

import pytest
from django.urls import reverse

from family.models import BindingRequest
from yibao.audit.models import AuditEvent, GlassSession
from yibao.cases.looks import steps as look_steps
from yibao.cases.models import Case, SecondLook
from yibao.cases.review.look_lists import number_of
from yibao.kernel import clock

from .scene import decided, done, drawn

pytestmark = pytest.mark.django_db
SAMPLING = "/admin/review/sampling/"
CHECKS = re.compile(r'name="checks" value="(\w+)"')


def said(answer) -> str:
    return answer.content.decode()


def token(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page)[1]


@pytest.fixture
def reviewer(console):
    return console.browser("reviewer")


@pytest.fixture
def lead(console):
    return console.browser("lead")


class TestOfficer:
    def test_takes_the_next_and_judges_it(self, desk, reviewer, console):
        look = drawn(decided(desk))
        assert "等您抽检的有 1 件" in said(reviewer.get(SAMPLING))
        page = reviewer.post(reverse("review:look-next"), follow=True)
        text = said(page)
        assert page.redirect_chain[-1][0] == reverse("review:look", args=[look.pk])
        answer = {
            "token": token(text),
            "kind": "APPROVE",
            "checks": CHECKS.findall(text),
            "note": "",
        }
        assert len(answer["checks"]) > 3
        ended = said(reviewer.post(page.redirect_chain[-1][0], answer, follow=True))
        assert "和第一次的结论一致" in ended and number_of(look.case) in ended
        look.refresh_from_db()
        assert (look.state, look.agrees, look.reviewer) == ("DONE", True, console.user("reviewer"))
        verbs = AuditEvent.objects.filter(subject=f"cases.secondlook:{look.pk}").order_by("at")
        assert list(verbs.values_list("verb", flat=True)) == [
            "cases.look.taken", "cases.look.read", "cases.look.done",
        ]  # fmt: skip

    def test_has_the_tools_of_the_case_page_feature_34(self, desk, reviewer, console):
        look = drawn(decided(desk))
        look_steps.take(by=console.user("reviewer"), pk=look.pk)
        path = reverse("review:look", args=[look.pk])
        page = said(reviewer.get(f"{path}?page=1&zoom=150&turn=90&invert=1"))
        for tool in ("smaller", "bigger", "left", "right", "fit", "invert", "contrast"):
            assert f'data-tool="{tool}"' in page
        assert "rv-zoom-150 rv-invert" in page and "rotate(90)" in page
        assert "review-case.js" in page and "data-case" in page
        assert "data-verdict" not in page and "合格" not in page  # nothing said of a picture

    def test_may_see_numbers_in_full_for_a_reason_t94(self, desk, reviewer, console, lead):
        case = decided(desk)
        look = drawn(case)
        path = reverse("review:look-unmask", args=[look.pk])
        assert "不在您手上" in said(reviewer.post(path, {"reason": "核对证件"}, follow=True))
        assert not GlassSession.objects.exists()
        look_steps.take(by=console.user("reviewer"), pk=look.pk)
        holder = BindingRequest.objects.get(case=case).holder
        page = reverse("review:look", args=[look.pk])
        assert path in said(reviewer.get(page))
        assert holder.certno not in said(reviewer.get(page))
        assert "请写明原因" in said(reviewer.post(path, {"reason": ""}))
        shown = said(reviewer.post(path, {"reason": "核对证件"}, follow=True))
        assert "正在显示全号" in shown and holder.certno in shown
        assert GlassSession.objects.get().staff == console.user("reviewer")
        assert lead.post(path, {"reason": "核对证件"}).status_code == 403

    def test_is_told_what_is_missing_and_keeps_the_rest(self, desk, reviewer, console):
        look = drawn(decided(desk))
        look_steps.take(by=console.user("reviewer"), pk=look.pk)
        path = reverse("review:look", args=[look.pk])
        key = token(said(reviewer.get(path)))
        for word, words in (("APPROVE", "核对一遍"), ("REJECT", "请选择理由"), ("", "请选择结论")):
            answer = reviewer.post(path, {"token": key, "kind": word, "note": "留着这句"})
            assert answer.status_code == 422
            assert words in said(answer) and "留着这句" in said(answer)
        look.refresh_from_db()
        assert look.state == "TAKEN"

    def test_chooses_reasons_that_fit_the_word(self, desk, reviewer, console):
        look = drawn(decided(desk))
        look_steps.take(by=console.user("reviewer"), pk=look.pk)
        path = reverse("review:look", args=[look.pk])
        page = said(reviewer.get(path))
        answer = {"token": token(page), "kind": "RETURN", "reasons": ["NO_RELATION"]}
        assert "请选择理由" in said(reviewer.post(path, answer))
        answer["kind"] = "REJECT"
        assert "不一致，组长会看" in said(reviewer.post(path, answer, follow=True))
        look.refresh_from_db()
        assert (look.kind, look.reason_codes) == ("REJECT", ["NO_RELATION"])

    def test_keeps_the_words_when_the_look_went_back(self, desk, reviewer, console):
        look = drawn(decided(desk))
        look_steps.take(by=console.user("reviewer"), pk=look.pk)
        path = reverse("review:look", args=[look.pk])
        answer = {"token": token(said(reviewer.get(path))), "kind": "APPROVE", "note": "留着这句"}
        SecondLook.objects.filter(pk=look.pk).update(expires_at=clock.now())
        again = reviewer.post(path, answer)
        assert again.status_code == 409
        assert "留着这句" in said(again) and "现在又归您了" in said(again)

    @pytest.mark.parametrize("key", ["", "x", "forged"])
    def test_needs_the_page_that_was_shown(self, desk, reviewer, console, key):
        look, other = drawn(decided(desk)), drawn(decided(desk))
        user = console.user("reviewer")
        look_steps.take(by=user, pk=look.pk)
        if key == "forged":
            look_steps.take(by=user, pk=other.pk)
            key = token(said(reviewer.get(reverse("review:look", args=[other.pk]))))
        path = reverse("review:look", args=[look.pk])
        answer = {"token": key, "kind": "REJECT", "reasons": ["NO_RELATION"]}
        assert reviewer.post(path, answer).status_code == 409

    def test_puts_it_back(self, desk, reviewer, console):
        look = drawn(decided(desk))
        look_steps.take(by=console.user("reviewer"), pk=look.pk)
        page = said(reviewer.post(reverse("review:look-put-back", args=[look.pk]), follow=True))
        assert "已放回" in page and "等您抽检的有 1 件" in page

    def test_does_not_see_the_lead_s_part(self, desk, reviewer):
        done(desk, "APPROVE", "REJECT")
        page = said(reviewer.get(SAMPLING))
        assert "抽一批" not in page and "Kappa" not in page

    @pytest.mark.parametrize("name", ["look-draw", "look-known", "look-settle", "look-drop"])
    def test_has_none_of_the_lead_s_acts(self, desk, reviewer, name):
        look = drawn(decided(desk))
        path = reverse(
            f"review:{name}", args=[look.pk] if name in ("look-settle", "look-drop") else []
        )
        assert reviewer.post(path, {"percent": "100"}).status_code == 403
        assert SecondLook.objects.get().state == "WAITING"


class TestLead:
    def test_draws_a_batch(self, desk, lead):
        decided(desk)
        today = clock.today().isoformat()
        answer = {"since": today, "until": today, "percent": "100", "most": "20"}
        page = said(lead.post(reverse("review:look-draw"), answer, follow=True))
        assert "抽中 1 件" in page and number_of(Case.objects.get()) in page
        assert "一件也没有抽中" in said(lead.post(reverse("review:look-draw"), answer, follow=True))

    @pytest.mark.parametrize(
        ("change", "words"),
        [({"percent": "0"}, "percent"), ({"until": "2020-01-01"}, "结束日期要在开始日期之后"),
         ({"since": "2020-01-01"}, "最多一年"), ({"most": "51"}, "most"),
         ({"since": "x"}, "since")],
    )  # fmt: skip
    def test_is_told_what_is_wrong_with_a_batch(self, desk, lead, change, words):
        today = clock.today().isoformat()
        answer = {"since": today, "until": today, "percent": "5", "most": "20"} | change
        page = lead.post(reverse("review:look-draw"), answer)
        assert page.status_code == 422
        assert words in said(page)

    def test_names_a_known_case(self, desk, lead):
        case = decided(desk)
        path = reverse("review:look-known")
        answer = {"ref": number_of(case), "expected": "APPROVE"}
        page = said(lead.post(path, answer, follow=True))
        assert "已记为已知答案" in page
        assert "已知答案" in said(lead.get(SAMPLING))
        assert lead.post(path, {"ref": "A-0", "expected": "APPROVE"}).status_code == 422

    def test_settles_what_two_said_differently(self, desk, lead, console):
        look = done(desk, "APPROVE", "REJECT")
        path = reverse("review:look-settle", args=[look.pk])
        assert path in said(lead.get(SAMPLING))
        page = said(lead.get(path))
        assert "第一次：通过" in page and "抽检：不通过" in page
        assert lead.post(path, {"kind": "REJECT"}).status_code == 422
        assert "已定" in said(lead.post(path, {"kind": "REJECT", "note": "确实不是"}, follow=True))
        look.refresh_from_db()
        assert (look.settled_kind, look.settled_by) == ("REJECT", console.user("lead"))
        assert Case.objects.get().state == "APPROVED"
        assert "确实不是" in said(lead.get(path))
        known = {"ref": look.case.ref, "expected": "REJECT"}
        assert "已记为已知答案" in said(lead.post(reverse("review:look-known"), known, follow=True))

    def test_takes_a_look_off_the_list_after_a_second_thought(self, desk, lead):
        look = drawn(decided(desk))
        path = reverse("review:look-drop", args=[look.pk])
        assert "又能看到这件" in said(lead.get(path))
        assert SecondLook.objects.get().state == "WAITING"
        assert "不抽检这件了" in said(lead.post(path, follow=True))
        assert lead.get(path).status_code == 404

    def test_reads_agreement_by_pair(self, desk, lead):
        look = done(desk, "APPROVE", "APPROVE")
        page = said(lead.get(f"{SAMPLING}?days=7"))
        assert look.decision.decider.username in page and look.reviewer.username in page
        assert "100%" in page and "少于 10 件" in page

    def test_may_not_look(self, desk, lead):
        drawn(decided(desk))
        assert lead.post(reverse("review:look-next")).status_code == 403


class TestOthers:
    @pytest.mark.parametrize("role", ["clerk", "auditor", "finance", "admin", "hospital"])
    def test_have_no_business_here(self, desk, console, role):
        look = drawn(decided(desk))
        browser = console.browser(role)
        for path in (SAMPLING, reverse("review:look", args=[look.pk]), "/admin/review/stats/"):
            assert browser.get(path).status_code == 403

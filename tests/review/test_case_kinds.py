"""Cases of every app on the review page: whose they are, masked, and what a word does (row 33)."""

import pytest

from tests.factories.casepages import address, send, take, text_of
from yibao.audit.models import GlassSession
from yibao.cases import dossiers
from yibao.cases import services as cases
from yibao.cases.models import Case

pytestmark = pytest.mark.django_db
OF_PERSONS = ("accounts.recovery", "accounts.correction")
KINDS = [
    *OF_PERSONS, "accounts.face_review", "vouchers.not_me", "vouchers.mismatch",
    "settlement.card_refund", "settlement.dispute", "family.risk", "web.feedback", "something.else",
]  # fmt: skip


@pytest.fixture
def reviewer(console):
    console.user("reviewer")
    return console.browser("reviewer")


def opened(holder, case_type: str) -> Case:
    return cases.open_case(
        by=None, tenant_id=holder.tenant_id, case_type=case_type, subject=str(holder.person.pk),
        summary="请看一看", statement="我写的话", applicant=holder, region_code="510603",
    )  # fmt: skip


class TestKinds:
    @pytest.mark.parametrize("case_type", KINDS)
    def test_have_a_page_with_what_the_person_wrote(self, holder, reviewer, case_type):
        case = opened(holder, case_type)
        text = text_of(take(reviewer, case))
        assert dossiers.kind_of(case_type).label in text
        assert "请看一看" in text and "我写的话" in text and "提交并看下一件" in text
        assert holder.person.certno not in text and holder.person.name not in text

    @pytest.mark.parametrize("subject", ["x", "accounts.person:x", "accounts.facecheck:", "1"])
    @pytest.mark.parametrize("case_type", KINDS)
    def test_about_nobody_known_are_shown_and_decided(self, holder, reviewer, case_type, subject):
        case = opened(holder, case_type)
        Case.objects.filter(pk=case.pk).update(subject=subject, needs_second=False)
        assert "请看一看" in text_of(take(reviewer, case))
        words = {"kind": "REJECT", "text": "没有这件事", "note": "查无此人"}
        send(reviewer, case, words)
        assert Case.objects.get().state == "REJECTED" or Case.objects.get().rejects_by_two

    @pytest.mark.parametrize("case_type", OF_PERSONS)
    def test_of_a_person_show_the_register_masked_and_in_full_on_a_reason(
        self, holder, reviewer, case_type
    ):
        case = opened(holder, case_type)
        take(reviewer, case)
        assert holder.person.masked_certno in text_of(reviewer.get(address(case)))
        reviewer.post(address(case, "do/unmask/"), {"reason": "电话核对"})
        assert GlassSession.objects.get().subject == f"accounts.person:{holder.person.pk}"
        assert holder.person.certno in text_of(reviewer.get(address(case)))

    def test_that_two_must_agree_to_say_so_first(self, holder, reviewer):
        case = opened(holder, "accounts.recovery")
        assert "需要两个人" in text_of(take(reviewer, case))
        checks = [one.code for one in dossiers.dossier_of(None, case).checklist]
        assert "还没核对" in text_of(send(reviewer, case, {"kind": "APPROVE"}))
        words = {"kind": "APPROVE", "checks": checks}
        assert "等另一位同事复核后生效" in text_of(send(reviewer, case, words))
        assert Case.objects.get().state == "OPEN"

"""Versions of reasons: drafted by one, activated by another, never changed (feature 35)."""

import pytest
from django.db import IntegrityError, connection, transaction

from family.services import verdicts
from tests.factories import reviews as desk
from yibao.cases.models import Decision, Reason, ReasonUse
from yibao.cases.panels import decisions_panel
from yibao.cases.reasons import active as reasons
from yibao.cases.reasons import seeds as reason_seeds
from yibao.cases.reasons import versions as reason_versions
from yibao.cases.reasons.errors import (
    ReasonCodeTaken,
    ReasonNeedsAnother,
    ReasonNotPossible,
    ReasonWords,
)
from yibao.cases.reasons.versions import Text

pytestmark = pytest.mark.django_db
TYPE = "family.request"
NEW = Text("反光", "{slot}有一块白光，盖住了字。", "请换个角度再拍。")


@pytest.fixture
def author(tenant):
    return desk.make_officer(tenant)


@pytest.fixture
def other(tenant):
    return desk.make_officer(tenant)


@pytest.fixture
def planted(tenant):
    reason_seeds.plant(by=None, tenant=tenant)


def glare(tenant, version=1) -> Reason:
    return Reason.objects.get(tenant=tenant, case_type=TYPE, code="GLARE", version=version)


def draft(author, tenant, text=NEW, code="GLARE") -> Reason:
    return reason_versions.draft(by=author, tenant=tenant, case_type=TYPE, code=code, text=text)


class TestSeeds:
    def test_are_planted_once(self, tenant):
        added = reason_seeds.plant(by=None, tenant=tenant)
        assert added == Reason.objects.filter(tenant=tenant, state="ACTIVE").count() > 15
        assert reason_seeds.plant(by=None, tenant=tenant) == 0

    def test_leave_alone_what_leads_changed(self, tenant, planted, author, other):
        reason_versions.retire(by=author, reason=glare(tenant))
        assert reason_seeds.plant(by=None, tenant=tenant) == 0
        assert "GLARE" not in reasons.active(tenant, TYPE)

    def test_are_read_before_they_are_planted(self, tenant):
        known = reasons.active(tenant, TYPE)
        assert known["GLARE"].say("户口本本人页").startswith("户口本本人页反光")
        assert not Reason.objects.exists()

    def test_serve_appeals_too(self, tenant):
        assert reasons.active(tenant, "family.appeal").keys() == reasons.active(tenant, TYPE).keys()

    def test_are_nothing_for_other_matters(self, tenant):
        assert reasons.active(tenant, "report") == {}


class TestVersions:
    def test_of_a_draft_change_nothing_yet(self, tenant, author):
        row = draft(author, tenant)
        assert (row.state, row.version, row.created_by) == ("DRAFT", 2, author)
        assert reasons.active(tenant, TYPE)["GLARE"].version == 1

    def test_are_activated_by_another_person(self, tenant, author, other):
        row = draft(author, tenant)
        with pytest.raises(ReasonNeedsAnother):
            reason_versions.activate(by=author, reason=row)
        reason_versions.activate(by=other, reason=row)
        assert reasons.active(tenant, TYPE)["GLARE"].words == NEW.words
        old = glare(tenant)
        assert (old.state, old.retired_at is not None) == ("RETIRED", True)

    def test_belong_to_whoever_wrote_them_last(self, tenant, author, other):
        draft(author, tenant)
        row = draft(other, tenant, Text("反光", "{slot}反光。", "请重拍。"))
        assert (row.version, row.created_by) == (2, other)
        with pytest.raises(ReasonNeedsAnother):
            reason_versions.activate(by=other, reason=row)
        reason_versions.activate(by=author, reason=row)

    def test_are_activated_once(self, tenant, author, other):
        row = draft(author, tenant)
        reason_versions.activate(by=other, reason=row)
        with pytest.raises(ReasonNotPossible):
            reason_versions.activate(by=other, reason=row)

    def test_of_a_dropped_draft_are_not_activated(self, tenant, author, other):
        row = draft(author, tenant)
        reason_versions.retire(by=author, reason=row)
        with pytest.raises(ReasonNotPossible):
            reason_versions.activate(by=other, reason=row)
        assert reasons.active(tenant, TYPE)["GLARE"].version == 1
        assert draft(author, tenant).version == 3

    def test_keep_their_number_in_each_tenant(self, tenant, author, other):
        from yibao.kernel.models import Tenant

        elsewhere = Tenant.objects.create(code="other", name="别处", kind="SANDBOX")
        reason_versions.activate(by=other, reason=draft(author, tenant))
        assert reasons.active(elsewhere, TYPE)["GLARE"].version == 1

    def test_begin_with_a_new_code(self, tenant, author, other):
        text = Text("没有印章", "{slot}没有印章。", "请找开证明的单位盖章。", ("GUARDIAN_PAPER",))
        words = {"tenant": tenant, "case_type": TYPE, "kind": "RETURN", "text": text}
        row = reason_versions.draft_new(by=author, code="STAMP_MISSING", **words)
        assert "STAMP_MISSING" not in reasons.active(tenant, TYPE)
        reason_versions.activate(by=other, reason=row)
        assert reasons.active(tenant, TYPE)["STAMP_MISSING"].fits("GUARDIAN_PAPER")
        assert not reasons.active(tenant, TYPE)["STAMP_MISSING"].fits("REGISTER_SELF")
        with pytest.raises(ReasonCodeTaken):
            reason_versions.draft_new(by=author, code="STAMP_MISSING", **words)

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("RETURN", Text("x", "看不清。", "请重拍。")),
            ("RETURN", Text("x", "{slot}看不清。")),
            ("RETURN", Text("x", "{slot}看不清", "请重拍。")),
            ("RETURN", Text("x", "{slot}和{name}看不清。", "请重拍。")),
            ("RETURN", Text("x", "{slot看不清。", "请重拍。")),
            ("REJECT", Text("x", "{slot}不行。")),
        ],
    )
    def test_that_read_badly_are_refused(self, kind, text):
        with pytest.raises(ReasonWords):
            reason_versions.check(kind=kind, text=text)


class TestDatabase:
    """What was said to people stays, whoever writes (raw SQL)."""

    def refused(self, sql, *values):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)

    def test_keeps_words_that_were_in_use(self, tenant, planted):
        pk = glare(tenant).pk
        for column in ("words", "what_to_do", "label", "verdict", "code"):
            self.refused(f"UPDATE cases_reason SET {column} = 'x' WHERE id = %s", pk)
        self.refused("UPDATE cases_reason SET slots = '[\"X\"]' WHERE id = %s", pk)
        self.refused("DELETE FROM cases_reason WHERE id = %s", pk)

    def test_lets_no_version_go_back(self, tenant, planted, author):
        row = glare(tenant)
        self.refused("UPDATE cases_reason SET state = 'DRAFT' WHERE id = %s", row.pk)
        reason_versions.retire(by=author, reason=row)
        self.refused("UPDATE cases_reason SET state = 'ACTIVE' WHERE id = %s", row.pk)

    def test_lets_no_author_activate(self, tenant, author):
        row = draft(author, tenant)
        Reason.objects.filter(pk=glare(tenant).pk).update(state="RETIRED")
        sql = "UPDATE cases_reason SET state = 'ACTIVE', active_from = now(), activated_by_id = %s"
        self.refused(f"{sql} WHERE id = %s", author.pk, row.pk)
        self.refused(f"{sql} WHERE id = %s", None, row.pk)

    def test_has_one_active_version_a_code(self, tenant, author, other):
        row = draft(author, tenant)
        sql = "UPDATE cases_reason SET state = 'ACTIVE', active_from = now(), activated_by_id = %s"
        self.refused(f"{sql} WHERE id = %s", other.pk, row.pk)

    def test_counts_no_draft_as_given(self, tenant, holder, child, author):
        request = desk.in_review(holder.person, child)
        desk.send_back(author, request)
        decision = Decision.objects.get(kind="RETURN")
        row = draft(author, tenant)
        with pytest.raises(IntegrityError), transaction.atomic():
            reasons.note_use(by=author, decision=decision, pairs=[(desk.SLOT, row)])


class TestUse:
    def test_is_kept_with_the_decision_and_its_version(self, tenant, holder, child, author, other):
        reason_versions.activate(by=other, reason=draft(author, tenant))
        request = desk.in_review(holder.person, child)
        desk.send_back(author, request, (desk.SLOT, "GLARE"), ("LETTER", "UNSIGNED"))
        uses = ReasonUse.objects.order_by("slot_code").values_list(
            "slot_code", "reason__code", "reason__version"
        )
        assert list(uses) == [(desk.SLOT, "GLARE", 2), ("LETTER", "UNSIGNED", 1)]
        assert desk.fresh(request).defects.get(slot_code=desk.SLOT).words.endswith(NEW.what_to_do)

    def test_shows_old_decisions_in_the_words_of_their_day(
        self, tenant, holder, child, author, other
    ):
        request = desk.in_review(holder.person, child)
        desk.send_back(author, request)
        reason_versions.activate(by=other, reason=draft(author, tenant))
        decision = Decision.objects.get(kind="RETURN")
        (use,) = reasons.given(decision)
        assert use.reason.version == 1
        assert "反光，看不清" in decision.text_sent and "反光，看不清" in use.reason.words
        (cells,) = decisions_panel(author, decision.case).rows
        assert "反光（GLARE v1）" in cells

    def test_of_a_retired_reason_is_refused(self, tenant, planted, holder, child, author):
        from family.errors import ReasonUnknown

        reason_versions.retire(by=author, reason=glare(tenant))
        request = desk.in_review(holder.person, child)
        desk.take(author, request)
        with pytest.raises(ReasonUnknown):
            verdicts.return_request(
                by=author,
                request=desk.fresh(request),
                defects=[(desk.SLOT, "GLARE")],
                evidence=desk.seen(request),
                fence=desk.fence(request),
            )

    def test_is_noted_for_both_officers_of_a_refusal(self, holder, child, author, other):
        request = desk.in_review(holder.person, child)
        desk.reject(author, request, "NO_RELATION")
        desk.reject(other, request, "NO_RELATION")
        stages = ReasonUse.objects.order_by("at").values_list("decision__stage", "reason__code")
        assert list(stages) == [("FIRST", "NO_RELATION"), ("FINAL", "NO_RELATION")]

"""One act on many cases: preview, checked again, a minute to undo, no decision (feature 41)."""

from datetime import timedelta

import pytest

from tests.factories import queue as some
from tests.factories import reviews as desk
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.desk import bulk, taking
from yibao.cases.desk_errors import BulkEmpty, BulkNotPossible, BulkUndoOver
from yibao.cases.errors import LeadNeeded, OfficerUnfit, ReasonNeeded
from yibao.cases.models import Bulk, Case, Decision
from yibao.kernel import outbox
from yibao.kernel.models import OutboxMessage
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db
BULK = "/admin/review/bulk/"


@pytest.fixture
def lead(console):
    return console.user("lead")


@pytest.fixture
def officer(console):
    return console.user("reviewer")


@pytest.fixture
def pair(tenant):
    return [some.open_case(tenant) for _ in range(2)]


def preview(lead, rows, kind="ASSIGN", **more) -> Bulk:
    said = {"reason": "同事休假", "refs": [one.ref for one in rows], **more}
    return bulk.preview(by=lead, kind=kind, **said)


def outcomes(made) -> dict:
    return {item.case.ref: item.outcome for item in made.items.select_related("case")}


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


def pass_minute(made) -> None:
    Bulk.objects.filter(pk=made.pk).update(undo_until=made.undo_until - timedelta(minutes=2))
    OutboxMessage.objects.filter(topic=bulk.TOPIC).update(due_at=made.done_at)


class TestPreview:
    def test_changes_nothing(self, lead, officer, pair):
        made = preview(lead, pair, to=officer)
        assert made.done_at is None and made.items.count() == 2
        assert all(fresh(one).kept_for is None for one in pair)

    def test_is_the_lead_s_alone(self, officer, pair):
        with pytest.raises(LeadNeeded):
            preview(officer, pair, to=officer)

    def test_takes_no_case_that_the_lead_may_not_find(self, tenant, lead, officer, pair):
        """Ids from the page prove nothing (trap of LITE)."""
        away = some.open_case(tenant, region_code="110100")
        made = preview(lead, [*pair, away], to=officer)
        assert away.pk not in made.items.values_list("case_id", flat=True)
        with pytest.raises(BulkEmpty):
            preview(lead, [away], to=officer)
        with pytest.raises(BulkEmpty):
            preview(lead, [], to=officer)

    def test_needs_a_reason_and_somebody_who_decides(self, console, lead, officer, pair):
        with pytest.raises(ReasonNeeded):
            preview(lead, pair, to=officer, reason=" ")
        with pytest.raises(OfficerUnfit):
            preview(lead, pair, to=console.user("clerk"))
        with pytest.raises(OfficerUnfit):
            preview(lead, pair, to=None)

    @pytest.mark.parametrize("kind", ["APPROVE", "REJECT", "RETURN", "", "DELETE"])
    def test_never_decides_p182(self, lead, pair, kind):
        with pytest.raises(ReasonNeeded):
            preview(lead, pair, kind=kind)
        assert not Decision.objects.exists()
        assert {"ASSIGN", "PUT_BACK", "PRIORITY"} == set(Bulk.Kind.values)


class TestCarryingOut:
    def test_gives_out_with_a_row_for_each_case(self, lead, officer, pair):
        made = bulk.carry_out(by=lead, pk=preview(lead, pair, to=officer).pk)
        assert {fresh(one).kept_for for one in pair} == {officer}
        assert all("已分配给" in words for words in outcomes(made).values())
        rows = AuditEvent.objects.filter(verb="cases.case.assigned")
        assert rows.count() == 2

    def test_puts_back_what_a_colleague_holds(self, lead, officer, pair):
        held, kept = pair
        cases.take(by=officer, ref=held.ref)
        taking.assign(by=lead, ref=kept.ref, to=officer)
        bulk.carry_out(by=lead, pk=preview(lead, pair, "PUT_BACK").pk)
        assert fresh(held).state == "OPEN" and fresh(held).reviewer is None
        assert fresh(kept).kept_for is None

    def test_sets_the_priority(self, lead, pair):
        due = [one.due_at for one in pair]
        bulk.carry_out(by=lead, pk=preview(lead, pair, "PRIORITY", priority=2).pk)
        assert [fresh(one).priority for one in pair] == [2, 2]
        assert [fresh(one).due_at for one in pair] == due

    def test_leaves_alone_what_changed_since_the_preview(self, lead, officer, pair):
        taken, still = pair
        made = preview(lead, pair, to=officer)
        cases.take(by=officer, ref=taken.ref)
        found = outcomes(bulk.carry_out(by=lead, pk=made.pk))
        assert found[taken.ref] == bulk.CHANGED
        assert fresh(taken).reviewer == officer
        assert "已分配给" in found[still.ref]

    def test_refuses_one_case_and_does_the_others(self, tenant, lead, officer, holder, child):
        """Nobody is given an own or a relative's matter (T32)."""
        request = desk.in_review(holder.person, child)
        desk.declare(officer, child.certno)
        other = some.open_case(tenant)
        own = desk.fresh(request).case
        made = preview(lead, [own, other], to=officer)
        found = outcomes(bulk.carry_out(by=lead, pk=made.pk))
        assert found[own.ref] == "不能处理与自己有关的事项"
        assert fresh(own).kept_for is None
        assert fresh(other).kept_for == officer

    def test_happens_once_and_soon(self, console, lead, officer, pair):
        made = preview(lead, pair, to=officer)
        bulk.carry_out(by=lead, pk=made.pk)
        with pytest.raises(BulkNotPossible):
            bulk.carry_out(by=lead, pk=made.pk)
        old = preview(lead, pair, "PRIORITY", priority=1)
        Bulk.objects.filter(pk=old.pk).update(previewed_at=old.previewed_at - timedelta(hours=1))
        with pytest.raises(BulkNotPossible):
            bulk.carry_out(by=lead, pk=old.pk)


class TestUndo:
    def test_brings_back_what_nobody_touched(self, lead, officer, pair):
        before = [(one.kept_for_id, one.kept_why, one.priority) for one in pair]
        made = bulk.carry_out(by=lead, pk=preview(lead, pair, to=officer).pk)
        made = bulk.undo(by=lead, pk=made.pk)
        assert set(outcomes(made).values()) == {bulk.UNDONE}
        now = [fresh(one) for one in pair]
        assert [(one.kept_for_id, one.kept_why, one.priority) for one in now] == before

    def test_brings_back_an_earlier_reservation_and_priority(self, tenant, console, lead, officer):
        case = some.open_case(tenant)
        taking.assign(by=lead, ref=case.ref, to=officer)
        made = bulk.carry_out(by=lead, pk=preview(lead, [case], to=lead).pk)
        bulk.undo(by=lead, pk=made.pk)
        assert fresh(case).kept_for == officer
        made = bulk.carry_out(by=lead, pk=preview(lead, [case], "PRIORITY", priority=1).pk)
        bulk.undo(by=lead, pk=made.pk)
        assert fresh(case).priority == 0
        made = bulk.carry_out(by=lead, pk=preview(lead, [case], "PUT_BACK").pk)
        bulk.undo(by=lead, pk=made.pk)
        assert fresh(case).kept_for == officer

    def test_has_nothing_to_do_where_nothing_changed(self, lead, pair):
        made = bulk.carry_out(by=lead, pk=preview(lead, pair, "PRIORITY", priority=0).pk)
        assert set(outcomes(bulk.undo(by=lead, pk=made.pk)).values()) == {bulk.UNDONE}

    def test_keeps_for_who_held_it_what_was_put_back(self, lead, officer, pair):
        cases.take(by=officer, ref=pair[0].ref)
        made = bulk.carry_out(by=lead, pk=preview(lead, pair[:1], "PUT_BACK").pk)
        bulk.undo(by=lead, pk=made.pk)
        assert fresh(pair[0]).kept_for == officer

    def test_leaves_alone_what_somebody_touched(self, lead, officer, pair):
        made = bulk.carry_out(by=lead, pk=preview(lead, pair, to=officer).pk)
        cases.take(by=officer, ref=pair[0].ref)
        found = outcomes(bulk.undo(by=lead, pk=made.pk))
        assert found[pair[0].ref] == bulk.TOUCHED
        assert fresh(pair[0]).reviewer == officer
        assert fresh(pair[1]).kept_for is None

    def test_is_over_after_a_minute_and_after_once(self, lead, officer, pair):
        made = bulk.carry_out(by=lead, pk=preview(lead, pair, to=officer).pk)
        bulk.undo(by=lead, pk=made.pk)
        with pytest.raises(BulkUndoOver):
            bulk.undo(by=lead, pk=made.pk)
        late = bulk.carry_out(by=lead, pk=preview(lead, pair, to=officer).pk)
        pass_minute(late)
        with pytest.raises(BulkUndoOver):
            bulk.undo(by=lead, pk=late.pk)


class TestTelling:
    def test_waits_for_the_minute(self, lead, officer, pair):
        made = bulk.carry_out(by=lead, pk=preview(lead, pair, to=officer).pk)
        outbox.work_off()
        assert not Notice.objects.filter(user=officer).exists()
        pass_minute(made)
        outbox.work_off()
        told = Notice.objects.get(user=officer)
        assert "2 件" in told.title and "同事休假" in told.body
        bulk.tell(by=None, bulk_id=made.pk)
        assert Notice.objects.filter(user=officer).count() == 1

    def test_never_comes_after_an_undo(self, lead, officer, pair):
        made = bulk.carry_out(by=lead, pk=preview(lead, pair, to=officer).pk)
        bulk.undo(by=lead, pk=made.pk)
        pass_minute(made)
        outbox.work_off()
        assert not Notice.objects.exists()


class TestPages:
    def test_lead_from_a_choice_to_a_result_and_back(self, console, officer, pair):
        browser = console.browser("lead")
        refs = [one.ref for one in pair]
        page = browser.post(BULK, {"ref": refs}).content.decode()
        assert "选中的事项（2）" in page and "通过、退回、不通过，只能一件一件" in page
        said = {"ref": refs, "kind": "ASSIGN", "reason": "同事休假"}
        assert "请选择分配给谁" in browser.post(BULK, said).content.decode()
        page = browser.post(BULK, {**said, "to": str(officer.pk)}, follow=True)
        assert "还没有执行" in page.content.decode() and "留给" in page.content.decode()
        one = page.redirect_chain[-1][0]
        page = browser.post(f"{one}do/", follow=True).content.decode()
        assert "2 件里办成 2 件" in page and "撤销" in page
        page = browser.post(f"{one}undo/", follow=True).content.decode()
        assert "已撤销" in page
        assert "已撤销" in browser.get(BULK).content.decode()

    def test_say_so_where_nothing_was_chosen(self, console):
        page = console.browser("lead").post(BULK, {}, follow=True).content.decode()
        assert "没有选事项" in page

    def test_are_not_for_officers_nor_for_another_lead(self, tenant, console, lead, officer, pair):
        made = preview(lead, pair, to=officer)
        browser = console.browser("reviewer")
        for path in (BULK, f"{BULK}{made.pk}/"):
            assert browser.get(path).status_code == 403
        assert browser.post(f"{BULK}{made.pk}/do/").status_code == 403
        assert console.browser("root").post(f"{BULK}{made.pk}/do/").status_code == 404

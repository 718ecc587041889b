"""A file of details against the books and the scans: what was removed, added or changed is found
and named (T70, feature 55)."""

import pytest

from settlement.errors import ReconciliationClosed, ReconciliationWorkedOn
from settlement.models import Difference, ReconciliationRow, Settlement, SettlementAttempt
from settlement.selectors import proof
from settlement.services import comparing, differences, reconciling
from tests.factories import matching, world
from yibao.kernel import clock, money
from yibao.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00"), ("2", "XA01", "1", "20.00")]


@pytest.fixture
def day(till, worker):
    """Three bills, one of them refunded in part."""
    setl_ids = [till.bill(worker, *LINES)["setl_id"] for _ in range(3)]
    answer = till.post(
        f"settlements/{setl_ids[0]}/refunds/",
        {"lines": [{"feedetl_sn": "2", "cnt": "1"}], "reason": "退药"},
    )
    assert answer.status_code == 201
    return matching.told(till.place)


def compared(till, rows, **more):
    row = matching.mismatch(till)
    matching.send(till, row, matching.ndjson(rows), **more)
    assert comparing.compare_next(by=None)
    row.refresh_from_db()
    assert row.state == "FINISHED"
    return row


def only(row) -> Difference:
    return Difference.objects.get(reconciliation=row)


class TestTotals:
    def test_agree_without_details(self, till, day):
        ours = {**matching.totals(day)}
        today = matching.today(till.place.tenant).isoformat()
        body = {"date_from": today, "date_to": today, "insutype": "", "clr_type": "", **ours}
        answer = till.post("reconciliations/", body)
        assert (answer.status_code, answer.json()["result"]) == (201, "MATCH")
        assert answer.json()["ours"] == ours

    def test_count_refunds_with_a_minus_sign_and_a_row(self, day):
        """P134."""
        refund = [row for row in day if row["refd_setl_flag"] == "1"]
        assert len(day) == 4
        assert [row["medfee_sumamt"] for row in refund] == ["-20.00"]

    def test_leave_out_what_was_reversed_on_the_day(self, till, worker, day):
        """P62: the institution never had that answer."""
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        till.settle(visit_id, till.quote(visit_id), key="lost")
        till.post("reversals/", {"idempotency_key": "lost", "reason": "没有应答"})
        assert matching.told(till.place) == day

    def test_keep_to_the_insurance_and_the_class_asked_for(self, till, worker, city, day):
        neighbour = world.insured(city, insutype="390", psn_type="15")
        till.bill(neighbour, *LINES)
        assert matching.told(till.place, insutype="310") == day
        assert len(matching.told(till.place, insutype="390")) == 1
        assert matching.told(till.place, clr_type="21") == []
        assert len(matching.told(till.place, clr_type="11")) == 5


class TestDetails:
    def test_that_agree_leave_no_difference(self, till, day):
        row = compared(till, day)
        assert (row.rows_matched, row.differences_found) == (4, 0)
        assert not ReconciliationRow.objects.exists()

    @pytest.mark.parametrize("form", ["ndjson", "csv"])
    def test_come_in_both_forms_and_in_small_pieces(self, till, day, form):
        content = matching.ndjson(day) if form == "ndjson" else matching.csv_file(day)
        row = matching.mismatch(till)
        got = matching.send(till, row, content, form=form, pieces=7, length=len(content))
        assert (got.rows_received, got.state) == (4, "COMPARING")
        assert got.received == {
            **{
                name: _fen(text)
                for name, text in matching.totals(day).items()
                if "_cnt" not in name
            },
            "fixmedins_setl_cnt": 4,
        }
        comparing.compare_next(by=None)
        assert not Difference.objects.exists()

    def test_without_a_line_are_found(self, till, day):
        found = only(compared(till, day[1:]))
        assert (found.kind, found.setl_id) == ("missing_there", day[0]["setl_id"])
        assert found.scan_seen and found.theirs is None
        assert found.ours["medfee_sumamt"] == 32000

    def test_with_an_added_line_are_found(self, till, day):
        found = only(compared(till, [*day, {**day[0], "setl_id": "J-INVENTED"}]))
        assert (found.kind, found.suggested) == ("missing_here", "INSTITUTION_REMOVES")
        assert not found.scan_seen and found.ours is None and found.theirs["line"] == 5

    @pytest.mark.parametrize(
        "name", ["medfee_sumamt", "fund_pay_sumamt", "acct_pay", "acct_mulaid_pay", "psn_cash_pay"]
    )
    def test_with_one_fen_changed_are_found(self, till, day, name):
        changed = {**day[0], name: _plus(day[0][name])}
        found = only(compared(till, [changed, *day[1:]]))
        assert (found.kind, found.suggested) == ("amount", "INSTITUTION_CORRECTS")
        assert found.theirs[name] - found.ours[name] == 1

    def test_with_a_line_told_twice_are_found(self, till, day):
        found = only(compared(till, [*day, day[0]]))
        assert (found.kind, found.suggested) == ("twice", "INSTITUTION_REMOVES")
        assert found.theirs == {"times": 2, "line": 1, "last_line": 5}

    def test_that_turn_a_bill_into_a_refund_are_found(self, till, day):
        turned = {
            name: f"-{value}" if name.endswith(("amt", "pay")) and value != "0.00" else value
            for name, value in day[1].items()
        }
        found = only(compared(till, [day[0], {**turned, "refd_setl_flag": "1"}, *day[2:]]))
        assert found.kind == "status"

    def test_that_tell_a_bill_of_another_insurance_are_found(self, till, city, day):
        neighbour = world.insured(city, insutype="390", psn_type="15")
        till.bill(neighbour, *LINES)
        row = matching.mismatch(till, insutype="310")
        matching.send(till, row, matching.ndjson(matching.told(till.place)))
        comparing.compare_next(by=None)
        found = only(row)
        assert (found.kind, found.ours["elsewhere"]) == ("status", True)

    def test_that_tell_a_bill_of_another_institution_learn_nothing_of_it(self, till, city, day):
        """T31: a foreign number is an unknown one."""
        other = world.Till(world.institution(city))
        row = matching.mismatch(other)
        matching.send(other, row, matching.ndjson(day[:1]))
        comparing.compare_next(by=None)
        found = only(row)
        assert (found.kind, found.ours, found.scan_seen) == ("missing_here", None, False)


def _fen(text: str) -> int:
    return money.parse_fen_signed(text)


def _plus(text: str) -> str:
    return f"{(_fen(text) + 1) / 100:.2f}"


class TestReversed:
    @pytest.fixture
    def undone(self, till, worker, day):
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        settled = till.settle(visit_id, till.quote(visit_id), key="lost").json()
        till.post("reversals/", {"idempotency_key": "lost", "reason": "没有应答"})
        return Settlement.objects.get(setl_id=settled["setl_id"])

    def _row(self, number, like, sign=""):
        return {
            **{
                name: f"{sign}{value}" if value != "0.00" and "_id" not in name else value
                for name, value in like.items()
            },
            "setl_id": number,
            "refd_setl_flag": "1" if sign else "0",
        }

    def test_bill_that_the_institution_still_counts_is_found(self, till, day, undone):
        bill = {
            **day[0],
            "setl_id": undone.setl_id,
            **{
                name: f"{getattr(undone, f'{name}_fen') / 100:.2f}"
                for name in day[0]
                if name.endswith(("amt", "pay"))
            },
        }
        found = only(compared(till, [*day, bill]))
        assert (found.kind, found.suggested) == ("status", "INSTITUTION_REMOVES")

    def test_bill_that_is_told_with_its_reversal_agrees(self, till, day, undone):
        amounts = {
            name: f"{getattr(undone, f'{name}_fen') / 100:.2f}"
            for name in day[0]
            if name.endswith(("amt", "pay"))
        }
        bill = {"setl_id": undone.setl_id, **amounts, "refd_setl_flag": "0"}
        back = self._row(undone.refunds.get().refund_setl_id, bill, "-")
        assert compared(till, [*day, bill, back]).differences_found == 0


class TestSuggestion:
    def test_waits_for_a_call_without_an_answer(self, till, worker, day):
        SettlementAttempt.objects.create(
            client=till.client, key="K-77", state="PENDING", began_at=clock.now(),
            deadline_at=clock.now(),
        )  # fmt: skip
        found = only(compared(till, [*day, {**day[0], "setl_id": "K-77"}]))
        assert (found.kind, found.suggested) == ("missing_here", "WAIT")

    def test_asks_finance_where_the_patient_was_scanned(self, till, worker, day):
        visit_id = till.visit(worker)
        till.fees(visit_id, ("9", "XA01", "1", "77.00"))
        till.quote(visit_id)
        lost = {**day[0], "setl_id": "HIS-1", "medfee_sumamt": "77.00"}
        found = only(compared(till, [*day, lost]))
        assert (found.scan_seen, found.suggested) == (True, "FINANCE")

    def test_reverses_what_was_settled_a_second_time(self, till, day):
        """The answer to the first one got lost: the other two are its twins."""
        assert only(compared(till, [*day[:1], *day[2:]])).suggested == "REVERSE"

    def test_lets_the_institution_add_what_has_no_twin(self, till, city, day):
        till.bill(world.insured(city), ("1", "XA01", "1", "41.00"))
        assert only(compared(till, day)).suggested == "INSTITUTION_ADDS"


class TestComparison:
    def test_says_that_it_is_finished_through_the_outbox(self, till, day):
        row = compared(till, day)
        told = OutboxMessage.objects.get(topic="reconciliation.finished")
        assert told.payload == {"reconciliation": str(row.pk)}

    def test_of_a_corrected_file_replaces_the_one_before(self, till, day):
        row = compared(till, day[1:])
        matching.send(till, row, matching.ndjson(day))
        comparing.compare_next(by=None)
        row.refresh_from_db()
        assert (row.state, row.differences_found) == ("FINISHED", 0)
        assert OutboxMessage.objects.filter(topic="reconciliation.finished").count() == 2

    def test_is_not_hidden_once_finance_acted(self, till, day, tenant):
        row = compared(till, day[1:])
        staff = world.User.objects.create_staff(tenant=tenant, username="f1", password="x")
        differences.resolve(
            by=staff, difference_id=only(row).pk, action="INSTITUTION_ADDS", note="已补记"
        )
        with pytest.raises(ReconciliationWorkedOn):
            matching.send(till, row, matching.ndjson(day))

    def test_moves_no_money(self, till, day):
        compared(till, day[1:])
        assert proof.verify() == []

    def test_has_nothing_to_do_twice(self, till, day):
        compared(till, day)
        assert not comparing.compare_next(by=None)

    def test_of_totals_that_agree_wants_no_details(self, till):
        ask = matching.period(till.place.tenant)
        row = reconciling.ask(by=till.client, institution=till.place, ask=ask)
        assert row.state == "MATCHED"
        with pytest.raises(ReconciliationClosed):
            matching.send(till, row, b"")

"""Stays in hospital over the partner API (P143, P144, T68)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from settlement.models import PersonYear, Settlement, Stay, Visit
from settlement.selectors import proof
from tests.factories import stays, world
from tests.factories.stays import on

pytestmark = pytest.mark.django_db


def code(answer) -> str:
    return answer.json()["code"]


class TestAdmission:
    def test_gives_a_registered_visit_its_bed(self, till, worker):
        visit_id = till.visit(worker, med_type="21")
        answer = till.post(f"visits/{visit_id}/admission/", {"ipt_no": "ZY1", "adm_bed": "12"})
        body = answer.json()
        assert answer.status_code == 201
        assert (body["status"], body["ipt_no"], body["adm_bed"]) == ("ADMITTED", "ZY1", "12")
        assert [part["visit_id"] for part in body["parts"]] == [visit_id]
        assert till.get(f"visits/{visit_id}/admission/").json() == body

    def test_takes_the_number_of_the_visit_where_none_is_given(self, till, worker):
        visit_id = stays.admitted(till, worker)
        assert Stay.objects.get().ipt_no == Visit.objects.get(visit_id=visit_id).ipt_otp_no

    def test_is_for_in_patients_only(self, till, worker):
        answer = till.post(f"visits/{till.visit(worker)}/admission/", {})
        assert (answer.status_code, code(answer)) == (422, "stay.not_inpatient")

    def test_is_made_once(self, till, worker):
        visit_id = stays.admitted(till, worker)
        answer = till.post(f"visits/{visit_id}/admission/", {})
        assert (answer.status_code, code(answer)) == (409, "stay.open_already")

    def test_lets_a_person_lie_in_one_bed_only(self, till, worker, city):
        stays.admitted(till, worker)
        other = world.Till(world.institution(city))
        answer = other.post(f"visits/{other.visit(worker, med_type='21')}/admission/", {})
        assert (answer.status_code, code(answer)) == (409, "stay.elsewhere")
        assert till.place.name not in answer.content.decode()

    def test_of_another_hospital_is_not_seen(self, till, worker, city):
        """T31."""
        visit_id = stays.admitted(till, worker)
        other = world.Till(world.institution(city))
        assert other.get(f"visits/{visit_id}/admission/").status_code == 404
        assert stays.discharged(other, visit_id).status_code == 404
        assert other.post(f"visits/{visit_id}/interim/", {}).status_code == 404

    def test_is_answered_the_same_for_the_same_key(self, till, worker):
        visit_id = till.visit(worker, med_type="21")
        first = till.post(f"visits/{visit_id}/admission/", {}, key="bed")
        again = till.post(f"visits/{visit_id}/admission/", {}, key="bed")
        assert first.content == again.content and Stay.objects.count() == 1

    def test_is_taken_back_with_its_visit(self, till, worker):
        visit_id = stays.admitted(till, worker)
        answer = till.delete(f"visits/{visit_id}/admission/", {})
        assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
        assert Visit.objects.get(visit_id=visit_id).state == "CANCELLED"
        stays.admitted(till, worker)

    def test_ends_with_a_cancelled_visit(self, till, worker):
        visit_id = stays.admitted(till, worker)
        assert till.post(f"visits/{visit_id}/cancel/", {}).status_code == 200
        assert Stay.objects.get().state == "CANCELLED"

    def test_of_a_visit_without_a_bed_is_not_found(self, till, worker):
        visit_id = till.visit(worker)
        assert code(till.get(f"visits/{visit_id}/admission/")) == "stay.not_found"


class TestDischarge:
    def test_comes_before_the_bill(self, till, worker):
        visit_id = stays.admitted(till, worker)
        stays.fees(till, visit_id, ("1", "2000.00", timezone.now()))
        refused = till.settle(visit_id, till.quote(visit_id))
        assert (refused.status_code, code(refused)) == (409, "stay.not_discharged")
        assert stays.discharged(till, visit_id, dscg_way="1").json()["status"] == "DISCHARGED"
        bill = stays.settled(till, visit_id)
        assert bill["setlinfo"]["act_pay_dedc"] == "800.00"
        assert bill["setlinfo"]["hifp_pay"] == "1008.00"  # (2000 − 800) × 84 %
        assert Stay.objects.get().state == "SETTLED"
        assert proof.verify() == []

    def test_needs_an_admission_before_the_bill(self, till, worker):
        visit_id = till.visit(worker, med_type="21")
        stays.fees(till, visit_id, ("1", "2000.00", timezone.now()))
        refused = till.settle(visit_id, till.quote(visit_id))
        assert (refused.status_code, code(refused)) == (409, "stay.admission_missing")

    @pytest.mark.parametrize("shift", [timedelta(hours=-2), timedelta(hours=1)])
    def test_is_neither_before_the_admission_nor_in_the_future(self, till, worker, shift):
        visit_id = stays.admitted(till, worker)
        answer = stays.discharged(till, visit_id, at=timezone.now() + shift)
        assert (answer.status_code, code(answer)) == (422, "stay.time_out_of_range")

    def test_knows_the_national_ways_only(self, till, worker):
        visit_id = stays.admitted(till, worker)
        answer = stays.discharged(till, visit_id, dscg_way="7")
        assert answer.status_code == 422 and Stay.objects.get().state == "ADMITTED"

    def test_is_taken_back_before_the_bill(self, till, worker):
        visit_id = stays.admitted(till, worker)
        stays.discharged(till, visit_id)
        answer = till.delete(f"visits/{visit_id}/discharge/", {})
        assert answer.json()["status"] == "ADMITTED" and answer.json()["endtime"] is None

    def test_is_not_taken_back_after_the_bill(self, till, worker):
        visit_id = stays.whole(till, worker, "900.00")["visit_id"]
        answer = till.delete(f"visits/{visit_id}/discharge/", {})
        assert (answer.status_code, code(answer)) == (409, "stay.state_refused")

    def test_is_not_taken_back_while_the_person_lies_elsewhere(self, till, worker, city):
        visit_id = stays.admitted(till, worker)
        stays.discharged(till, visit_id)
        stays.admitted(world.Till(world.institution(city)), worker)
        answer = till.delete(f"visits/{visit_id}/discharge/", {})
        assert (answer.status_code, code(answer)) == (409, "stay.elsewhere")

    def test_stands_again_after_the_bill_was_reversed(self, till, worker):
        visit_id = stays.admitted(till, worker)
        stays.fees(till, visit_id, ("1", "900.00", timezone.now()))
        stays.discharged(till, visit_id)
        till.settle(visit_id, till.quote(visit_id), key="lost")
        till.post("reversals/", {"idempotency_key": "lost", "reason": "没有收到应答"})
        assert Stay.objects.get().state == "DISCHARGED"
        stays.settled(till, visit_id)
        assert Stay.objects.get().state == "SETTLED"


class TestRepeatStay:
    def test_asks_half_from_the_second_stay_of_the_year(self, till, worker):
        """P143: 800, then 400."""
        bills = [stays.whole(till, worker, "2000.00") for _ in range(3)]
        assert [bill["setlinfo"]["act_pay_dedc"] for bill in bills] == [
            "800.00", "400.00", "400.00",
        ]  # fmt: skip
        assert PersonYear.objects.get().stays == 3

    def test_is_not_counted_for_a_bill_that_was_reversed(self, till, worker):
        visit_id = stays.admitted(till, worker)
        stays.fees(till, visit_id, ("1", "2000.00", timezone.now()))
        stays.discharged(till, visit_id)
        till.settle(visit_id, till.quote(visit_id), key="lost")
        till.post("reversals/", {"idempotency_key": "lost", "reason": "没有收到应答"})
        assert PersonYear.objects.get().stays == 0


class TestYearEnd:
    """P144: an interim settlement dated 31 December; later costs belong to the new year."""

    @pytest.fixture
    def running(self, till, worker):
        """2000 yuan in the old year up to its last second, 3000 from the first of the new."""
        visit_id = stays.admitted(till, worker, since=stays.new_year_eve())
        year = stays.last_year()
        done = stays.fees(
            till, visit_id,
            ("1", "1500.00", stays.new_year_eve()),
            ("2", "500.00", on(year, 12, 31, 23, 59, 59)),
            ("3", "3000.00", on(year + 1, 1, 1)),
        )  # fmt: skip
        assert done.status_code == 201, done.content.decode()
        return visit_id

    def test_refuses_a_bill_with_fees_of_two_years(self, till, running):
        """T68."""
        stays.discharged(till, running)
        refused = till.settle(running, till.quote(running))
        assert (refused.status_code, code(refused)) == (409, "stay.fees_of_other_year")
        assert "流水号 3 " in refused.json()["detail"]

    def test_splits_to_the_second(self, till, running):
        """T68: 23:59:59 and 00:00:00 in Asia/Shanghai."""
        answer = till.post(f"visits/{running}/interim/", {})
        body = answer.json()
        year = stays.last_year()
        assert answer.status_code == 201 and body["moved"] == 1
        assert body["closed"]["service_date"] == f"{year}-12-31"
        assert (body["running"]["segment"], body["running"]["year"]) == (2, year + 1)
        lines = {
            part.segment: sorted(part.fee_lines.values_list("feedetl_sn", flat=True))
            for part in Visit.objects.all()
        }
        assert lines == {1: ["1", "2"], 2: ["3"]}

    def test_settles_the_old_year_while_the_patient_stays(self, till, running):
        next_id = till.post(f"visits/{running}/interim/", {}).json()["running"]["visit_id"]
        bill = stays.settled(till, running)
        year = stays.last_year()
        assert bill["setlinfo"]["hifp_pay"] == "1008.00"  # (2000 − 800) × 84 %
        row = Settlement.objects.get(setl_id=bill["setl_id"])
        assert row.service_date.isoformat() == f"{year}-12-31"
        assert Stay.objects.get().state == "ADMITTED"
        refused = till.settle(next_id, till.quote(next_id))
        assert code(refused) == "stay.not_discharged"

    def test_asks_the_deductible_of_one_stay_once(self, till, running):
        """P143: the deductible is asked per admission; the new year's own stays begin at none."""
        next_id = till.post(f"visits/{running}/interim/", {}).json()["running"]["visit_id"]
        stays.settled(till, running)
        stays.discharged(till, next_id)
        bill = stays.settled(till, next_id)
        assert bill["setlinfo"]["act_pay_dedc"] == "0.00"
        assert bill["setlinfo"]["hifp_pay"] == "2520.00"  # 3000 × 84 %
        assert Stay.objects.get().state == "SETTLED"
        years = dict(PersonYear.objects.values_list("year", "stays"))
        assert years == {stays.last_year(): 1, stays.last_year() + 1: 0}
        assert proof.verify() == []

    def test_asks_the_rest_of_the_deductible_in_the_new_year(self, till, worker):
        visit_id = stays.admitted(till, worker, since=stays.new_year_eve())
        stays.fees(
            till, visit_id,
            ("1", "300.00", stays.new_year_eve()), ("2", "1500.00", timezone.now()),
        )  # fmt: skip
        next_id = till.post(f"visits/{visit_id}/interim/", {}).json()["running"]["visit_id"]
        first = stays.settled(till, visit_id)["setlinfo"]
        stays.discharged(till, next_id)
        second = stays.settled(till, next_id)["setlinfo"]
        assert (first["act_pay_dedc"], second["act_pay_dedc"]) == ("300.00", "500.00")
        assert second["hifp_pay"] == "840.00"  # (1500 − 500) × 84 %

    def test_settles_the_years_in_their_order(self, till, running):
        next_id = till.post(f"visits/{running}/interim/", {}).json()["running"]["visit_id"]
        stays.discharged(till, next_id)
        refused = till.settle(next_id, till.quote(next_id))
        assert (refused.status_code, code(refused)) == (409, "stay.earlier_part_open")
        assert running in refused.json()["detail"]

    def test_leads_a_late_fee_to_the_part_of_its_year(self, till, running):
        next_id = till.post(f"visits/{running}/interim/", {}).json()["running"]["visit_id"]
        refused = stays.fees(till, running, ("9", "1.00", on(stays.last_year() + 1, 1, 1)))
        assert (refused.status_code, code(refused)) == (422, "fee.other_part")
        assert next_id in refused.json()["detail"]

    def test_is_made_once(self, till, running):
        till.post(f"visits/{running}/interim/", {})
        again = till.post(f"visits/{running}/interim/", {})
        assert (again.status_code, code(again)) == (409, "stay.part_closed")

    def test_is_not_made_before_the_year_is_over(self, till, worker):
        """T68."""
        visit_id = stays.admitted(till, worker)
        refused = till.post(f"visits/{visit_id}/interim/", {})
        assert (refused.status_code, code(refused)) == (409, "stay.year_not_over")

    def test_is_not_made_for_a_stay_that_ended_in_the_old_year(self, till, worker):
        visit_id = stays.admitted(till, worker, since=stays.new_year_eve())
        stays.discharged(till, visit_id, at=on(stays.last_year(), 12, 31, 23, 59, 59))
        refused = till.post(f"visits/{visit_id}/interim/", {})
        assert (refused.status_code, code(refused)) == (409, "stay.year_not_over")

    def test_can_be_made_after_the_discharge(self, till, running):
        stays.discharged(till, running)
        next_id = till.post(f"visits/{running}/interim/", {}).json()["running"]["visit_id"]
        stays.settled(till, running)
        assert Stay.objects.get().state == "DISCHARGED"
        stays.settled(till, next_id)
        assert Stay.objects.get().state == "SETTLED"

    def test_leaves_no_admission_to_cancel(self, till, running):
        next_id = till.post(f"visits/{running}/interim/", {}).json()["running"]["visit_id"]
        refused = till.post(f"visits/{next_id}/cancel/", {})
        assert (refused.status_code, code(refused)) == (409, "stay.has_parts")

    def test_ends_a_stay_without_fees_in_the_new_year(self, till, worker):
        visit_id = stays.admitted(till, worker, since=stays.new_year_eve())
        stays.fees(till, visit_id, ("1", "900.00", stays.new_year_eve()))
        next_id = till.post(f"visits/{visit_id}/interim/", {}).json()["running"]["visit_id"]
        stays.settled(till, visit_id)
        stays.discharged(till, next_id)
        assert Stay.objects.get().state == "SETTLED"


class TestYearOfAVisit:
    @pytest.mark.parametrize(
        ("moment", "offset"), [("12-31T15:59:59+00:00", 0), ("12-31T16:00:00+00:00", 1)]
    )
    def test_is_the_year_in_shanghai_to_the_second(self, till, worker, moment, offset):
        """T68: whatever zone the till writes in."""
        visit_id = till.visit(worker, begntime=f"{stays.last_year()}-{moment}")
        till.fees(visit_id, ("1", "XA01", "1", "300.00"))
        till.settle(visit_id, till.quote(visit_id))
        assert PersonYear.objects.get().year == stays.last_year() + offset

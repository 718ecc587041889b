"""Stays at the same moment: one bed, one split, one first deductible (P143, P144)."""

import pytest
from django.utils import timezone

from settlement.models import PersonYear, Settlement, Stay, Visit
from settlement.selectors import proof
from tests.concurrency.threads import another, at_once
from tests.factories import stays, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def who(city):
    return world.insured(city)


def codes(answers):
    return sorted((answer.status_code, answer.json().get("code", "")) for answer in answers)


def waiting(till, who, price="2000.00"):
    """A discharged patient with a quote."""
    visit_id = stays.admitted(till, who)
    stays.fees(till, visit_id, ("1", price, timezone.now()))
    stays.discharged(till, visit_id)
    return visit_id, till.quote(visit_id)


class TestOneBed:
    def test_goes_to_one_of_many_hospitals(self, city, till, who):
        tills = [till, *[world.Till(world.institution(city)) for _ in range(3)]]
        asked = [(one, one.visit(who, med_type="21")) for one in tills]
        answers = at_once(
            *[
                lambda one=one, visit_id=visit_id: another(one).post(
                    f"visits/{visit_id}/admission/", {}
                )
                for one, visit_id in asked
            ]
        )
        assert codes(answers) == [(201, "")] + [(409, "stay.elsewhere")] * 3
        assert Stay.objects.filter(state="ADMITTED").count() == 1


class TestRepeatStay:
    def test_asks_the_full_deductible_once(self, till, who):
        """Two stays of one year settled at once: the second learns that it is the second."""
        ready = [waiting(till, who) for _ in range(2)]
        answers = at_once(
            *[
                lambda visit_id=visit_id, quote=quote: another(till).settle(visit_id, quote)
                for visit_id, quote in ready
            ]
        )
        assert codes(answers) == [(201, ""), (409, "settlement.quote_changed")]
        late = answers.index(next(one for one in answers if one.status_code == 409))
        done = till.settle(ready[late][0], answers[late].json()["quote"])
        assert done.json()["setlinfo"]["act_pay_dedc"] == "400.00"
        asked = Settlement.objects.values_list("act_pay_dedc_fen", flat=True)
        assert sorted(asked) == [40000, 80000]
        assert PersonYear.objects.get().stays == 2
        assert proof.verify() == []


class TestYearEnd:
    def test_splits_once(self, till, who):
        visit_id = stays.admitted(till, who, since=stays.new_year_eve())
        stays.fees(till, visit_id, ("1", "900.00", stays.new_year_eve()))
        answers = at_once(
            *[lambda: another(till).post(f"visits/{visit_id}/interim/", {}) for _ in range(4)]
        )
        assert codes(answers) == [(201, "")] + [(409, "stay.part_closed")] * 3
        assert Visit.objects.count() == 2

    def test_is_not_split_and_settled_with_fees_of_two_years(self, till, who):
        """The bill of the old year and the split take turns; no fee is charged twice."""
        visit_id = stays.admitted(till, who, since=stays.new_year_eve())
        stays.fees(
            till, visit_id,
            ("1", "900.00", stays.new_year_eve()), ("2", "100.00", timezone.now()),
        )  # fmt: skip
        stays.discharged(till, visit_id)
        quote = till.quote(visit_id)
        answers = at_once(
            lambda: another(till).settle(visit_id, quote),
            lambda: another(till).post(f"visits/{visit_id}/interim/", {}),
        )
        assert answers[1].status_code == 201
        assert answers[0].status_code == 409
        assert answers[0].json()["code"] in (
            "stay.fees_of_other_year",
            "quote.expired",
            "visit.state_refused",
        )
        assert Settlement.objects.count() == 0

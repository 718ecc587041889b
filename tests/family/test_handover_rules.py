"""The rule of growing up, without a database (P54–P58, P83, P84, T38)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from family.data import Policy
from family.rules import handover, papers
from family.rules.handover import Phase

BORN = date(2009, 5, 20)
TURNS = date(2025, 5, 20)
LEAP = date(2008, 2, 29)
POLICY = Policy()


@dataclass(frozen=True)
class Bound:
    relation: str = "CHILD"
    began_at: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    consented_at: datetime | None = None
    grace_until: date | None = None
    sees_bills: bool = False


AGREED = Bound(consented_at=datetime(2025, 5, 20, 2, tzinfo=UTC))


def phase(day, bound=None, born=BORN, policy=POLICY):
    return handover.standing(bound or Bound(), born, day, policy).phase


class TestSixteen:
    """T38: the day before, the day of, the day after."""

    def test_changes_the_phase_on_the_birthday(self):
        around = [TURNS - timedelta(days=1), TURNS, TURNS + timedelta(days=1)]
        assert [phase(day) for day in around] == [Phase.CHILD, Phase.GRACE, Phase.GRACE]

    def test_with_an_offset_begins_a_day_later_p55(self):
        late = Policy(age_turn_offset_days=1)
        assert phase(TURNS, policy=late) == Phase.CHILD
        assert phase(TURNS + timedelta(days=1), policy=late) == Phase.GRACE

    @pytest.mark.parametrize(
        ("born", "turns"), [(LEAP, date(2024, 2, 29)), (date(2004, 2, 29), date(2020, 2, 29))]
    )
    def test_of_a_leap_birthday_is_the_leap_day_where_there_is_one_p56(self, born, turns):
        assert phase(turns - timedelta(days=1), born=born) == Phase.CHILD
        assert phase(turns, born=born) == Phase.GRACE

    def test_of_a_leap_birthday_at_another_age_is_28_february_p56(self):
        seventeen = Policy(adult_age=17)
        assert phase(date(2025, 2, 27), born=LEAP, policy=seventeen) == Phase.CHILD
        assert phase(date(2025, 2, 28), born=LEAP, policy=seventeen) == Phase.GRACE

    def test_lets_the_holder_show_for_90_days_and_not_a_day_longer_p83(self):
        last = TURNS + timedelta(days=89)
        assert handover.standing(Bound(), BORN, last, POLICY).may_show
        after = handover.standing(Bound(), BORN, last + timedelta(days=1), POLICY)
        assert (after.phase, after.may_show) == (Phase.OVER, False)

    def test_keeps_the_end_that_was_told_when_the_rules_change(self):
        told = Bound(grace_until=TURNS + timedelta(days=90))
        shorter = Policy(consent16_grace_days=10)
        assert phase(TURNS + timedelta(days=89), told, policy=shorter) == Phase.GRACE
        assert phase(TURNS + timedelta(days=90), told, policy=shorter) == Phase.OVER

    def test_gives_no_grace_to_a_display_that_began_at_16_t38(self):
        new = Bound(began_at=datetime(2025, 5, 19, 16, tzinfo=UTC))  # 00:00 of the 20th in Shanghai
        assert phase(TURNS, new) == Phase.OVER
        assert not handover.standing(new, BORN, TURNS, POLICY).may_show

    def test_gives_grace_to_one_that_began_a_second_before(self):
        old = Bound(began_at=datetime(2025, 5, 19, 15, 59, 59, tzinfo=UTC))
        assert phase(TURNS, old) == Phase.GRACE

    def test_is_passed_with_the_own_consent(self):
        assert phase(date(2030, 1, 1), AGREED) == Phase.OWN


class TestBills:
    def test_belong_to_the_guardian_below_16_and_close_on_the_birthday(self):
        open_ = Bound(sees_bills=True)
        before = handover.standing(open_, BORN, TURNS - timedelta(days=1), POLICY)
        on = handover.standing(open_, BORN, TURNS, POLICY)
        assert (before.sees_bills, on.sees_bills) == (True, False)

    @pytest.mark.parametrize("opened", [True, False])
    def test_are_the_members_to_open_afterwards(self, opened):
        bound = replace(AGREED, sees_bills=opened)
        assert handover.standing(bound, BORN, TURNS, POLICY).sees_bills is opened


class TestEighteen:
    WARD = replace(AGREED, relation="WARD")

    def test_ends_a_guardians_display_p84(self):
        on = date(2027, 5, 20)
        assert phase(on - timedelta(days=1), self.WARD) == Phase.OWN
        assert phase(on, self.WARD) == Phase.GUARDIANSHIP_OVER

    def test_of_a_leap_birthday_is_28_february_p58(self):
        assert handover.grown_up_on(LEAP, POLICY) == date(2026, 2, 28)
        assert phase(date(2026, 2, 27), self.WARD, born=LEAP) == Phase.OWN
        assert phase(date(2026, 2, 28), self.WARD, born=LEAP) == Phase.GUARDIANSHIP_OVER

    def test_ends_nothing_else(self):
        assert phase(date(2027, 5, 20), AGREED) == Phase.OWN

    def test_ends_no_guardianship_of_an_adult(self):
        grown = replace(self.WARD, began_at=datetime(2027, 6, 1, tzinfo=UTC))
        assert phase(date(2028, 1, 1), grown) == Phase.OWN


class TestNotices:
    @pytest.mark.parametrize(
        ("left", "stage"),
        [(31, None), (30, 30), (20, 30), (8, 30), (7, 7), (1, 7), (0, None), (-3, None)],
    )
    def test_are_due_30_and_7_days_before_and_made_up_for_p83(self, left, stage):
        assert handover.notice_due(TURNS, TURNS - timedelta(days=left)) == stage


class TestPapersInPlaceOfAFace:
    """P57: three months in which the guardian with the register is enough."""

    GUARDIAN = frozenset({papers.HOUSEHOLD_REGISTER, papers.GUARDIAN})

    @pytest.mark.parametrize(
        ("day", "enough"), [(date(2025, 8, 19), True), (date(2025, 8, 20), False)]
    )
    def test_end_three_months_after_16(self, day, enough):
        assert papers.are_enough_without_face(self.GUARDIAN, BORN, day) is enough

    def test_are_the_identity_card_at_any_age(self):
        card = frozenset({papers.ID_CARD})
        assert papers.are_enough_without_face(card, BORN, date(2040, 1, 1))
        assert not papers.are_enough_without_face(frozenset(), BORN, date(2025, 6, 1))

    def test_count_months_to_their_last_day(self):
        born = date(2009, 11, 30)
        assert papers.are_enough_without_face(self.GUARDIAN, born, date(2026, 2, 27))
        assert not papers.are_enough_without_face(self.GUARDIAN, born, date(2026, 2, 28))

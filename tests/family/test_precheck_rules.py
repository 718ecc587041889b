"""Pure rules of the automatic checks: ages, relations, score, who passes without a person."""

from dataclasses import replace
from datetime import date

import pytest

from family.data import Policy, Relation
from family.data.findings import CHECKS, FULL_SCORE, rule_ids
from family.rules import prechecks as rules
from family.rules.misfit import is_misfit
from family.rules.prechecks import Judged, Side

DAY = date(2026, 11, 2)
MAN, WOMAN = "1", "2"
AUTO = replace(Policy(), auto_approval=True)


def born(year, month=6, day=1):
    return date(year, month, day)


class TestTable:
    def test_has_hundred_points_and_a_rule_for_each_check(self):
        assert sum(check.weight for check in CHECKS.values()) == FULL_SCORE
        assert all(check.rule.startswith("P") for check in CHECKS.values())
        assert len(rule_ids()) == len(CHECKS)


class TestAges:
    @pytest.mark.parametrize(
        ("relation", "holder", "member", "outcome"),
        [
            ("CHILD", born(1985), born(2019), "OK"),
            ("CHILD", born(1985), born(1999, 5, 31), "LOOK"),
            ("CHILD", born(1985), born(1999, 6, 1), "OK"),
            ("CHILD", born(2000), born(1980), "LOOK"),
            ("CHILD", born(1950), born(2019), "LOOK"),
            ("PARENT", born(1985), born(1956), "OK"),
            ("PARENT", born(1985), born(1986), "LOOK"),
            ("GRANDPARENT", born(1985), born(1935), "OK"),
            ("GRANDPARENT", born(1985), born(1965), "LOOK"),
            ("GRANDCHILD", born(1956), born(2019), "OK"),
            ("SIBLING", born(1985), born(1989), "OK"),
            ("SIBLING", born(1985), born(2026), "LOOK"),
            ("SPOUSES_PARENT", born(1985), born(1956), "OK"),
            ("SPOUSES_PARENT", born(1985), born(1990), "LOOK"),
            ("CHILDS_SPOUSE", born(1956), born(1985), "OK"),
            ("WARD", born(1985), born(2019), "OK"),
            ("WARD", born(2012), born(2019), "LOOK"),
        ],
    )
    def test_fit_the_relation(self, relation, holder, member, outcome):
        found = rules.judge_ages(relation, Side(holder, MAN), Side(member, WOMAN), DAY)
        assert found.outcome == outcome

    @pytest.mark.parametrize(
        ("man", "woman", "outcome"),
        [
            (born(1985), born(1987), "OK"),
            (born(2004, 11, 2), born(2006, 11, 2), "OK"),
            (born(2004, 11, 3), born(1987), "LOOK"),
            (born(1985), born(2006, 11, 3), "LOOK"),
        ],
    )
    def test_of_spouses_allow_a_marriage(self, man, woman, outcome):
        for sides in ((Side(man, MAN), Side(woman, WOMAN)), (Side(woman, WOMAN), Side(man, MAN))):
            assert rules.judge_ages("SPOUSE", *sides, DAY).outcome == outcome

    def test_are_looked_at_for_two_men_and_unknown_without_a_birth_date(self):
        two = rules.judge_ages("SPOUSE", Side(born(1985), MAN), Side(born(1985), MAN), DAY)
        none = rules.judge_ages("CHILD", Side(born(1985), MAN), Side(None), DAY)
        assert (two.outcome, none.outcome) == ("LOOK", "UNKNOWN")


class TestRelation:
    def test_of_other_kinds_goes_to_people_p47(self):
        every = replace(Policy(), relations=[one.value for one in Relation])
        for relation in Relation:
            outcome = rules.judge_kind(relation, every).outcome
            assert outcome == ("UNKNOWN" if relation.is_other else "OK")
        assert rules.judge_kind("SIBLING", Policy()).outcome == "LOOK"
        assert rules.judge_kind("UNCLE", every).outcome == "LOOK"

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [("CHILD", "OK"), ("SIBLING", "LOOK"), ("", "UNKNOWN"), (None, "UNKNOWN")],
    )
    def test_is_believed_only_from_an_answer_of_now_t100(self, answer, outcome):
        assert rules.judge_register("CHILD", answer, before="CHILD").outcome == outcome


class TestPath:
    @pytest.mark.parametrize(
        ("branch", "day", "offset", "outcome"),
        [
            ("CHILD", date(2025, 5, 19), 0, "OK"),
            ("CHILD", date(2025, 5, 20), 0, "LOOK"),
            ("ADULT", date(2025, 5, 20), 0, "OK"),
            ("CHILD", date(2025, 5, 20), 1, "OK"),
            ("ADULT", date(2025, 5, 21), 1, "OK"),
            ("NEWBORN", date(2025, 5, 20), 0, "LOOK"),
        ],
    )
    def test_is_that_of_the_day_of_submission_p58(self, branch, day, offset, outcome):
        policy = replace(Policy(), age_turn_offset_days=offset)
        assert rules.judge_path(branch, date(2009, 5, 20), day, policy).outcome == outcome

    def test_turns_a_leap_child_on_the_day_p56(self):
        leap = date(2008, 2, 29)
        assert rules.judge_path("ADULT", leap, date(2024, 2, 29), Policy()).outcome == "OK"
        assert rules.judge_path("CHILD", leap, date(2024, 2, 28), Policy()).outcome == "OK"


def all_ok(**changed):
    return [Judged(code, changed.get(code, "OK")) for code in CHECKS]


class TestScore:
    def test_is_full_where_all_is_in_order(self):
        assert rules.score(all_ok()) == FULL_SCORE

    def test_gives_no_points_for_what_is_not_known(self):
        assert rules.score(all_ok(REGISTER_RELATION="UNKNOWN")) == 70
        assert rules.score([*all_ok(), Judged("PAGES", "LOOK", slot_code="X")]) == 95


class TestMayPass:
    def passes(self, found=None, policy=AUTO, branch="CHILD", is_online=True):
        return rules.may_pass(
            all_ok() if found is None else found, policy=policy, branch=branch, is_online=is_online
        )

    def test_is_off_by_default(self):
        assert not self.passes(policy=Policy())

    def test_lets_a_clean_request_through_where_the_area_allows(self):
        assert self.passes()
        assert self.passes(branch="ADULT")

    @pytest.mark.parametrize("code", sorted(CHECKS))
    def test_never_passes_what_is_to_be_looked_at(self, code):
        assert not self.passes(all_ok(**{code: "LOOK"}), replace(AUTO, auto_score=0))

    @pytest.mark.parametrize("code", sorted(code for code in CHECKS if CHECKS[code].is_must))
    def test_needs_every_must_whatever_the_score(self, code):
        lenient = replace(AUTO, auto_score=0, match_instant=True)
        assert not self.passes(all_ok(**{code: "UNKNOWN"}), lenient)
        assert not self.passes([one for one in all_ok() if one.code != code], lenient)

    def test_keeps_to_the_score_of_the_area(self):
        found = all_ok(PICTURES="UNKNOWN", HOLDER_READY="UNKNOWN")
        assert self.passes(found, replace(AUTO, auto_score=90))
        assert not self.passes(found, replace(AUTO, auto_score=91))

    def test_is_not_for_counters_and_other_documents(self):
        assert not self.passes(is_online=False)
        assert not self.passes(branch="OTHER_DOCUMENT")

    def test_lets_a_registered_child_in_by_its_own_switch_p74(self):
        policy = replace(Policy(), match_instant=True)
        assert self.passes(policy=policy)
        assert not self.passes(policy=policy, branch="ADULT")

    def test_draws_the_same_lot_each_time(self):
        lots = [rules.is_sampled(f"{number:08x}", 5) for number in range(1000)]
        assert sum(lots) == 50
        assert not rules.is_sampled("0" * 8, 0) and rules.is_sampled("f" * 8, 100)


class TestMisfit:
    @pytest.mark.parametrize(
        ("dept", "gend", "age", "misfit"),
        [
            ("产科门诊", MAN, 40, True), ("妇产科", WOMAN, 30, False), ("妇儿门诊", MAN, 5, False),
            ("男科", WOMAN, 40, True), ("儿科", WOMAN, 40, True), ("儿科", WOMAN, 6, False),
            ("内科", MAN, 40, False), ("", MAN, 40, False),
        ],
    )  # fmt: skip
    def test_is_seen_where_the_department_says_it_p91(self, dept, gend, age, misfit):
        assert is_misfit(dept, gend=gend, age=age) is misfit

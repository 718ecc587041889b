"""Pure rules of vouchers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vouchers import rules
from vouchers.states import VoucherState, VoucherWord

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)
CERTNO, BORN, PHONE = "510600198503071234", date(1985, 3, 7), "13800004729"


def word(**facts):
    usual = {
        "state": VoucherState.ACTIVE,
        "insurance_status": "1",
        "pin_locked_until": None,
        "suspended_until": None,
        "now": NOW,
    }
    return rules.word_of(**(usual | facts))


class TestWordOf:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({}, VoucherWord.ACTIVE),
            ({"state": None}, VoucherWord.NONE),
            ({"state": "APPLIED"}, VoucherWord.APPLIED),
            ({"state": "CLOSED"}, VoucherWord.CLOSED),
            ({"is_deceased": True}, VoucherWord.CLOSED),
            ({"state": "SUSPENDED"}, VoucherWord.SUSPENDED),
            ({"state": "SUSPENDED", "suspended_until": LATER}, VoucherWord.SUSPENDED),
            ({"state": "SUSPENDED", "suspended_until": EARLIER}, VoucherWord.ACTIVE),
            ({"pin_locked_until": LATER}, VoucherWord.LOCKED),
            ({"pin_locked_until": NOW}, VoucherWord.ACTIVE),
            ({"insurance_status": "2"}, VoucherWord.RESTRICTED),
            ({"insurance_status": None}, VoucherWord.RESTRICTED),
            ({"insurance_status": "2", "pin_locked_until": LATER}, VoucherWord.LOCKED),
            ({"state": "SUSPENDED", "pin_locked_until": LATER}, VoucherWord.SUSPENDED),
        ],
    )
    def test_shows_the_gravest_fact_p36(self, facts, expected):
        assert word(**facts) == expected

    def test_lets_only_active_and_restricted_be_shown_p6(self):
        shown = {one for one in VoucherWord if rules.may_show(one)}
        assert shown == {VoucherWord.ACTIVE, VoucherWord.RESTRICTED}

    def test_tells_a_sanction_from_a_reported_loss_p40(self):
        assert rules.is_sanction(state="SUSPENDED", suspended_until=LATER, now=NOW)
        assert not rules.is_sanction(state="SUSPENDED", suspended_until=None, now=NOW)
        assert not rules.is_sanction(state="SUSPENDED", suspended_until=EARLIER, now=NOW)
        assert not rules.is_sanction(state="ACTIVE", suspended_until=LATER, now=NOW)


class TestHasEnded:
    TODAY = date(2026, 3, 1)

    @pytest.mark.parametrize(
        ("status", "begins", "ends", "expected"),
        [
            ("1", date(2020, 1, 1), None, False),
            ("2", date(2020, 1, 1), None, False),
            ("4", date(2020, 1, 1), None, True),
            ("1", date(2020, 1, 1), date(2026, 3, 1), True),
            ("1", date(2020, 1, 1), date(2026, 3, 2), False),
            ("1", date(2026, 3, 2), None, True),
        ],
    )
    def test_excludes_the_upper_bound(self, status, begins, ends, expected):
        assert expected == rules.has_ended(
            insurance_status=status, valid_from=begins, valid_to=ends, today=self.TODAY
        )


class TestCode:
    @settings(deadline=None)
    @given(st.integers(0, 10**22 - 1), st.text("0123456789", min_size=6, max_size=6))
    def test_is_28_digits_that_end_in_the_region(self, number, region):
        code = rules.compose(number, region)
        assert len(code) == rules.CODE_LENGTH == 28
        assert rules.is_code(code)
        assert code.endswith(region)
        assert int(code[:22]) == number
        groups = rules.groups_of_four(code)
        assert [len(group) for group in groups] == [4] * 7
        assert "".join(groups) == code

    def test_never_repeats_in_a_thousand_t04(self):
        assert len({rules.new_code("510600") for _ in range(1000)}) == 1000

    @pytest.mark.parametrize("region", ["51060", "5106000", "51060a", "５１０６００", ""])
    def test_refuses_a_region_of_another_form(self, region):
        with pytest.raises(ValueError, match="region"):
            rules.compose(1, region)

    @settings(deadline=None)
    @given(st.text(max_size=60))
    def test_has_a_strict_grammar_t12(self, text):
        assert rules.is_code(text) == (len(text) == 28 and text.isascii() and text.isdigit())

    @pytest.mark.parametrize("text", ["１" * 28, "1" * 27, "1" * 29, "1" * 28 + "\n", None, 1])
    def test_takes_ascii_digits_only_t12(self, text):
        assert not rules.is_code(text)


class TestWeakness:
    @pytest.mark.parametrize(
        ("pin", "why"),
        [
            ("111111", "same"),
            ("000000", "same"),
            ("123456", "run"),
            ("654321", "run"),
            ("890123", "run"),
            ("210987", "run"),
            ("850307", "birth"),
            ("198503", "birth"),
            ("070385", "birth"),
            ("030785", "birth"),
            ("031985", "birth"),
            ("030703", "birth"),
            ("071234", "birth"),
            ("004729", "phone"),
            ("730516", ""),
            ("135790", ""),
        ],
    )
    def test_finds_what_a_thief_tries_first_p31(self, pin, why):
        assert rules.weakness(pin, certno=CERTNO, birth_date=BORN, phone=PHONE) == why

    @settings(deadline=None)
    @given(st.text("0123456789", min_size=6, max_size=6))
    def test_refuses_few_of_all_passwords_p31(self, pin):
        why = rules.weakness(pin, certno=CERTNO, birth_date=BORN, phone=PHONE)
        assert why in {"", "same", "run", "birth", "phone"}
        if pin in PHONE or len(set(pin)) == 1:
            assert why

    @pytest.mark.parametrize(
        "text", ["１２３４５６", "12345", "1234567", "12345a", "", None, 123456]
    )
    def test_needs_six_ascii_digits_p27(self, text):
        assert not rules.is_pin(text)


class TestFitsInstitution:
    @pytest.mark.parametrize(
        ("kind", "at_hospital", "at_pharmacy"),
        [
            ("01101", True, False),
            ("01203", True, False),
            ("01301", True, True),
            ("02121", False, True),
            ("02122", False, True),
            ("03131", True, True),
        ],
    )
    def test_keeps_pharmacy_business_at_pharmacies(self, kind, at_hospital, at_pharmacy):
        assert rules.fits_institution(kind, is_pharmacy=False) == at_hospital
        assert rules.fits_institution(kind, is_pharmacy=True) == at_pharmacy

    def test_names_what_it_knows(self):
        assert rules.business_name("01301") == "结算"
        assert rules.business_name("99999") == "医保业务"

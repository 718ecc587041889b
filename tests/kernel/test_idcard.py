"""Identity numbers and ages (T18, P54–P58)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao.kernel import idcard
from yibao.kernel.idcard import NotACertNo

TODAY = date(2025, 10, 1)
GOOD = idcard.make_certno("510600", date(1990, 1, 1), 1)
NUMBERS = st.builds(
    idcard.make_certno,
    st.just("510600"),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def reason_of(text):
    with pytest.raises(NotACertNo) as refused:
        idcard.parse_certno(text, today=TODAY)
    assert refused.value.message.endswith("。")
    return refused.value.reason


class TestParseCertno:
    def test_knows_a_published_example(self):
        # The example of GB 11643, also used by python-stdnum.
        assert idcard.parse_certno("11010519491231002X", today=TODAY) == "11010519491231002X"

    @given(NUMBERS)
    def test_joins_all_spellings_of_one_number_t18(self, certno):
        for spelling in (certno, certno.lower(), f"  {certno} ", f"\u3000{certno}\n"):
            assert idcard.parse_certno(spelling, today=TODAY) == certno

    @given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
    def test_refuses_one_wrong_character_t18(self, certno, position, character):
        if certno[position] == character:
            return
        wrong = certno[:position] + character + certno[position + 1 :]
        assert reason_of(wrong) in {"check", "character"}

    @given(NUMBERS, st.integers(0, 16))
    def test_refuses_swapped_neighbours_t18(self, certno, at):
        if certno[at] == certno[at + 1]:
            return
        swapped = certno[:at] + certno[at + 1] + certno[at] + certno[at + 2 :]
        assert reason_of(swapped) in {"check", "character"}

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "length"),
            (GOOD[:17], "length"),
            (GOOD + "1", "length"),
            ("510600900101001", "length"),
            (GOOD.translate({ord(str(d)): 0xFF10 + d for d in range(10)}), "character"),
            (GOOD.translate({ord(str(d)): 0x660 + d for d in range(10)}), "character"),
            (GOOD[:5] + "X" + GOOD[6:], "character"),
            (GOOD[:17] + "\uff38", "character"),
            (GOOD[:9] + "\u200b" + GOOD[10:], "character"),
            (None, "character"),
            (int(GOOD[:17] + "0"), "character"),
        ],
    )
    def test_names_the_reason_t18(self, text, reason):
        assert reason_of(text) == reason

    def test_says_how_many_characters_there_were(self):
        with pytest.raises(NotACertNo, match="应为 18 位，您填了 17 位"):
            idcard.parse_certno(GOOD[:17], today=TODAY)

    @pytest.mark.parametrize("birth", ["20250230", "20251301", "19000229", "00010101", "17991231"])
    def test_refuses_days_that_do_not_exist_t18(self, birth):
        first_17 = f"510600{birth}001"
        assert reason_of(first_17 + idcard.check_character(first_17)) == "date"

    def test_refuses_people_not_born_yet_t18(self):
        tomorrow = idcard.make_certno("510600", TODAY + timedelta(days=1), 1)
        assert reason_of(tomorrow) == "future"
        born_today = idcard.make_certno("510600", TODAY, 1)
        assert idcard.parse_certno(born_today, today=TODAY) == born_today

    def test_asks_the_server_for_the_day_when_none_is_given_t18(self):
        assert idcard.parse_certno(GOOD) == GOOD
        with pytest.raises(NotACertNo) as refused:
            idcard.parse_certno(idcard.make_certno("510600", date(2199, 1, 1), 1))
        assert refused.value.reason == "future"

    def test_refuses_a_province_that_does_not_exist_t18(self):
        first_17 = "00060019900101001"
        assert reason_of(first_17 + idcard.check_character(first_17)) == "check"

    @pytest.mark.parametrize("area", ["510600", "510603", "510699", "810000", "830000", "911124"])
    def test_never_refuses_a_county(self, area):
        certno = idcard.make_certno(area, date(1960, 5, 6), 12)
        assert idcard.parse_certno(certno, today=TODAY) == certno

    def test_never_repeats_the_number_in_its_words(self):
        wrong = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
        with pytest.raises(NotACertNo) as refused:
            idcard.parse_certno(wrong, today=TODAY)
        assert wrong not in str(refused.value)

    @given(st.text(max_size=20))
    def test_accepts_or_refuses_but_never_fails(self, text):
        try:
            certno = idcard.parse_certno(text, today=TODAY)
        except NotACertNo:
            return
        assert certno.isascii()
        assert len(certno) == 18


class TestMakeCertno:
    @given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
    def test_makes_numbers_that_tell_birth_and_sex(self, birth, seq):
        certno = idcard.make_certno("510600", birth, seq)
        assert idcard.birth_date(certno) == birth
        assert idcard.gender(certno) == ("1" if seq % 2 else "2")

    @pytest.mark.parametrize(("area", "seq"), [("51060", 1), ("５10600", 1), ("000000", 1)])
    def test_refuses_an_area_that_is_none(self, area, seq):
        with pytest.raises(ValueError, match="area"):
            idcard.make_certno(area, TODAY, seq)

    @pytest.mark.parametrize("seq", [-1, 1000])
    def test_refuses_a_sequence_out_of_range(self, seq):
        with pytest.raises(ValueError, match="seq"):
            idcard.make_certno("510600", TODAY, seq)

    def test_refuses_to_read_a_birth_that_is_none(self):
        with pytest.raises(NotACertNo):
            idcard.birth_date("510600209913010011")


class TestAge:
    @pytest.mark.parametrize(
        ("birth", "day", "age"),
        [
            (date(2009, 5, 20), date(2025, 5, 19), 15),
            (date(2009, 5, 20), date(2025, 5, 20), 16),
            (date(2008, 2, 29), date(2024, 2, 28), 15),
            (date(2008, 2, 29), date(2024, 2, 29), 16),
            (date(2008, 2, 29), date(2026, 2, 27), 17),
            (date(2008, 2, 29), date(2026, 2, 28), 18),
            (date(2025, 1, 1), date(2025, 1, 1), 0),
        ],
    )
    def test_follows_the_table_of_p58(self, birth, day, age):
        assert idcard.age_on(birth, day) == age

    def test_refuses_a_day_before_the_birth(self):
        with pytest.raises(ValueError, match="before the birth"):
            idcard.age_on(date(2025, 1, 2), date(2025, 1, 1))

    @given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 110))
    def test_turns_on_exactly_one_day_p56(self, birth, age):
        day = idcard.turns(birth, age)
        assert idcard.age_on(birth, day) == age
        if age:
            assert idcard.age_on(birth, day - timedelta(days=1)) == age - 1

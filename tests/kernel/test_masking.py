"""Masks for pages and logs (T07, T88)."""

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao.kernel import masking
from yibao.kernel.idcard import make_certno

CERTNO = make_certno("510600", date(1990, 1, 1), 123)
CODE = "2810" + "123456789012345678" + "510600"


class TestMasks:
    @pytest.mark.parametrize(
        ("name", "masked"),
        [
            ("王建国", "王*国"),
            ("陈军", "陈*"),
            ("王宝", "王*"),
            ("欧阳小明", "欧**明"),
            ("王", "*"),
            ("", ""),
        ],
    )
    def test_show_the_edges_of_a_name(self, name, masked):
        assert masking.mask_name(name) == masked

    def test_show_the_edges_of_numbers(self):
        assert masking.mask_certno("510600199001011234") == "5106**********1234"
        assert masking.mask_phone("13800000001") == "138****0001"
        assert masking.mask_card("6217000012345678") == "****5678"

    @given(st.text("0123456789", max_size=25))
    def test_show_nothing_of_a_number_of_odd_length(self, digits):
        if len(digits) != 18:
            assert set(masking.mask_certno(digits)) <= {"*"}
        if len(digits) != 11:
            assert set(masking.mask_phone(digits)) <= {"*"}
        if len(digits) < 8:
            assert set(masking.mask_card(digits)) <= {"*"}


class TestMaskText:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            (CERTNO, "certno"),
            (CERTNO[:17] + "x", "certno"),
            (f"{CERTNO[:6]} {CERTNO[6:14]} {CERTNO[14:]}", "certno"),
            (CERTNO.translate({ord(str(d)): 0xFF10 + d for d in range(10)}), "certno"),
            ("13800000001", "phone"),
            ("138 0000 0001", "phone"),
            ("138-0000-0001", "phone"),
            ("+8613800000001", "phone"),
            ("8613800000001", "phone"),
            (CODE, "code"),
            (" ".join(CODE[at : at + 4] for at in range(0, 28, 4)), "code"),
            ("6217000012345678", "card"),
            ("6217 0000 1234 5678", "card"),
            ("6217 0000 1234 5678 901", "card"),
            ("6217000012345678901", "card"),
        ],
    )
    def test_hides_what_names_a_person(self, text, kind):
        for frame in ("{}", "证件{}，谢谢", "id={}&x=1", "person{}name", '{{"a": "{}"}}'):
            assert masking.mask_text(frame.format(text)) == frame.format(f"[{kind}]")

    @pytest.mark.parametrize(
        "text",
        [
            "2025-10-01T12:30:11.123456+08:00",
            "bill 20251001 of 1,862.35",
            "H510600000012025100112",
            "0838-2208900",
            "12393",
            "01890000-0000-7000-8000-138000000012",
            "d41d8cd98f00b204e13800000001ecab",
            "",
        ],
    )
    def test_leaves_the_rest_alone(self, text):
        assert masking.mask_text(text) == text

    @given(st.uuids(version=4))
    def test_leaves_identifiers_alone(self, value: uuid.UUID):
        assert masking.mask_text(f"trace {value}") == f"trace {value}"

    @given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([CERTNO, "13800000001"]))
    def test_never_lets_a_number_through(self, before, after, number):
        if before[-1:].isdigit() or after[:1].isdigit():
            return
        assert number not in masking.mask_text(before + number + after)

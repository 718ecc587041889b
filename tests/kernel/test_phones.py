"""Mobile numbers (T18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao.kernel.phones import NotAPhone, parse_mobile


class TestParseMobile:
    @given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "\u3000"]))
    def test_forgives_only_the_edges(self, phone, edge):
        if phone.isascii():
            assert parse_mobile(edge + phone + edge) == phone

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "length"),
            ("1380000000", "length"),
            ("138000000011", "length"),
            ("+8613800000001", "length"),
            ("138 0000 0001", "length"),
            ("１３８００００００01", "character"),
            ("1380000000O", "character"),
            ("138000٠٠٠01", "character"),
            ("12800000001", "prefix"),
            ("08382208900", "prefix"),
            (13800000001, "character"),
            (None, "character"),
        ],
    )
    def test_names_the_reason(self, text, reason):
        with pytest.raises(NotAPhone) as refused:
            parse_mobile(text)
        assert refused.value.reason == reason
        assert refused.value.message.endswith("。")

    @given(st.text(max_size=14))
    def test_accepts_or_refuses_but_never_fails(self, text):
        try:
            phone = parse_mobile(text)
        except NotAPhone:
            return
        assert phone.isascii()
        assert len(phone) == 11

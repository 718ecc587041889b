"""T93: names and numbers that a spreadsheet would run or round."""

import csv
import io

import pytest

from yibao.kernel.csvcells import safe_cell

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example","王")',
    "+1",
    "+SUM(A1:A9)",
    "-1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "\x00\x00=1",
    "\x00王",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "510600196001010011",
    "6222020000000000000",
]


class TestCell:
    @pytest.mark.parametrize("text", PAYLOADS)
    def test_never_begins_like_a_formula_or_a_long_number(self, text):
        file = io.StringIO(newline="")
        csv.writer(file).writerow([safe_cell(text), "x"])
        read = next(csv.reader(io.StringIO(file.getvalue(), newline="")))
        assert read[0].startswith("'") and read[1] == "x"
        assert "\x00" not in read[0]

    @pytest.mark.parametrize("text", ["王建国", "1862.35", "2026-01-01", "", "a=b", "12393"])
    def test_stays_as_it_is_where_nothing_is_risky(self, text):
        assert safe_cell(text) == text

    def test_is_empty_for_nothing(self):
        assert safe_cell(None) == ""

"""Each numbered attack on the money is met by a test that names its number."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
#: What is attempted against the money (T55–T72) and a word that its tests cannot do without.
MONEY = {
    55: ("wrong totals, parts or prices", "fee.amount_mismatch"),
    56: ("amounts that are no amounts", "Sixty spellings"),
    57: ("rounding that differs", "HASHSEED"),
    58: ("several patients spend one balance at once", "at_once"),
    59: ("a lost answer, and a second try", "after_commit_before_reply"),
    60: ("one key, another payload", "idempotency.conflict"),
    61: ("another key for the same bill", "visit.state_refused"),
    62: ("reversal before, after and between", "permutations"),
    63: ("refunds above, twice, in parts, in parallel", "at_once"),
    64: ("a refund to somebody else", "given|closed"),
    65: ("what waits for a yes for ever", "quote.expired"),
    66: ("a grant that ended between quote and bill", "settlement.quote_changed"),
    67: ("caps passed in parallel", "at_once"),
    68: ("dates that use another year", "23:59:59"),
    69: ("balances changed by hand", "NO_RIGHT"),
    70: ("an altered reconciliation file", "missing|MISSING|lines"),
    71: ("decisions on stale reads", "replica"),
    72: ("deadlocks and endless waits", "deadlock"),
}


def naming(number: int) -> list[str]:
    """The texts of the test modules that name a number."""
    mark = re.compile(rf"\bT{number}\b|_t{number}\b")
    own = Path(__file__).resolve()
    texts = [path.read_text("utf-8") for path in TESTS.rglob("test_*.py") if path != own]
    return [text for text in texts if mark.search(text)]


class TestMoneyAttacks:
    def test_are_listed_without_a_gap(self):
        assert list(MONEY) == list(range(55, 73))

    @pytest.mark.parametrize("number", MONEY)
    def test_are_each_met_by_a_test(self, number):
        what, word = MONEY[number]
        texts = naming(number)
        assert texts, f"T{number}: no test names it ({what})"
        assert any(re.search(word, text) for text in texts), f"T{number}: none has {word!r}"

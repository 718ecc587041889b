"""The checker of the trial under load: silent where all is true, loud at each planted lie (2.3)."""

from dataclasses import replace

import pytest

from bench.stress import checker
from bench.stress.history import (
    OK,
    READ,
    REFUND,
    REFUSED,
    REPEAT,
    REVERSE,
    SETTLE,
    UNKNOWN,
    Books,
    Operation,
    Snapshot,
)


def call(kind, key, outcome, number="", **more):
    return Operation(0, kind, key, 1.0, 1.1, outcome, number=number, **more)


HISTORY = [
    call(SETTLE, "a", OK, "J1", body_sha256="x"),
    call(REPEAT, "a", OK, "J1", body_sha256="x"),
    call(SETTLE, "b", REFUSED, code="settlement.quote_changed", lacked=True),
    call(SETTLE, "c", UNKNOWN),
    call(SETTLE, "d", UNKNOWN),
    call(SETTLE, "e", OK, "J3", body_sha256="y"),
    call(REVERSE, "e", OK, "reversed"),
    call(REVERSE, "b", OK, "not_found_blocked"),
    call(REFUND, "r", OK, "T1"),
    call(REFUND, "s", REFUSED, code="refund.nothing_left"),
    call(REFUND, "t", UNKNOWN),
    call(READ, "a", OK),
]
BOOKS = Books(
    bills={"a": ["J1"], "c": ["J2"], "e": ["J3"]},
    states={"J1": "SETTLED", "J2": "SETTLED", "J3": "REVERSED"},
    refunds={"r": ["T1"], "t": ["T2"]},
    answers={
        "a": [("SETTLED", "J1")] * 2,
        "b": [("REVERSED", "")] * 2,
        "c": [("SETTLED", "J2")] * 2,
        "d": [("UNKNOWN", "")] * 2,
        "e": [("REVERSED", "J3")] * 2,
    },
    proof=[],
)
SEEN = [Snapshot({"p": 100, "q": 50}, legs=0, spent=0), Snapshot({"p": 60, "q": 50}, 0, 40)]


def found(history=HISTORY, books=BOOKS, seen=SEEN):
    return checker.check(history, books, seen, total=150, accounts=2)


def with_bills(**bills):
    return replace(BOOKS, bills={**BOOKS.bills, **bills})


def told(key, *answers):
    return replace(BOOKS, answers={**BOOKS.answers, key: list(answers)})


class TestTheTruth:
    def test_has_no_violation(self):
        assert found() == []


class TestALie:
    @pytest.mark.parametrize(
        ("point", "books"),
        [
            ("point 1", with_bills(a=["J1", "J9"])),
            ("point 1", with_bills(a=["J9"])),
            ("point 1", with_bills(z=["J9"])),
            ("point 2", with_bills(b=["J9"])),
            ("point 1", replace(BOOKS, states={**BOOKS.states, "J3": "SETTLED"})),
            ("point 1", replace(BOOKS, refunds={"t": ["T2"]})),
            ("point 1", replace(BOOKS, refunds={"r": ["T1", "T9"]})),
            ("point 2", replace(BOOKS, refunds={"r": ["T1"], "s": ["T9"]})),
            ("point 3", told("a", ("SETTLED", "J1"), ("REVERSED", "J1"))),
            ("point 3", told("c", ("UNKNOWN", ""), ("UNKNOWN", ""))),
            ("point 3", told("d", ("PENDING", ""), ("PENDING", ""))),
            ("point 3", told("d", ("SETTLED", "J9"), ("SETTLED", "J9"))),
            ("point 4", replace(BOOKS, proof=["I1: 7"])),
        ],
    )
    def test_of_the_books_is_found(self, point, books):
        books = replace(books, states={"J9": "SETTLED", **books.states})
        assert any(one.startswith(point) for one in found(books=books))

    @pytest.mark.parametrize(
        "more",
        [
            call(REPEAT, "a", OK, "J1", body_sha256="other"),
            call(REPEAT, "b", OK, "J9"),
            call(REFUND, "u", OK, "T9"),
            call(REVERSE, "z", OK, "reversed"),
            call(REVERSE, "a", OK, "not_found_blocked"),
        ],
    )
    def test_to_a_client_is_found(self, more):
        assert found(history=[*HISTORY, more])

    @pytest.mark.parametrize(
        "seen",
        [
            Snapshot({"p": 100}, 0, 50),
            Snapshot({"p": 151, "q": -1}, 0, 0),
            Snapshot({"p": 100, "q": 50}, 1, 0),
            Snapshot({"p": 100, "q": 49}, 0, 0),
        ],
    )
    def test_in_a_snapshot_is_found(self, seen):
        assert all(one.startswith("point 5") for one in found(seen=[*SEEN, seen]))
        assert found(seen=[*SEEN, seen])


class TestASmallRun:
    def test_is_said_to_prove_little(self):
        assert len(checker.too_little(HISTORY)) == 2

    def test_is_not_said_of_a_large_one(self):
        assert checker.too_little(HISTORY * 500) == []

    def test_counts_outcomes(self):
        assert checker.tally(HISTORY) == {OK: 7, REFUSED: 2, UNKNOWN: 3}

"""The named cases."""

from ..data import Case
from . import books, codes, messages, money, orders, stays, visits

_ALL = (
    *visits.CASES, *money.CASES, *messages.CASES, *codes.CASES, *books.CASES, *stays.CASES,
    *orders.CASES,
)  # fmt: skip
#: In the order of the day at a counter.
_ORDER = (
    "sign_in", "outpatient", "chronic", "pharmacy", "inpatient", "year_end", "fee_taken_back",
    "second_payer", "refund", "partial_refund", "cancel", "repeated_same", "lost_reversed",
    "repeated_changed", "amount_differs", "quote_outdated", "code_expired", "code_used",
    "wrong_institution", "not_insured", "dictionary", "mobile_order", "reconcile", "catalogue",
)  # fmt: skip
ALL: tuple[Case, ...] = tuple(sorted(_ALL, key=lambda case: _ORDER.index(case.key)))

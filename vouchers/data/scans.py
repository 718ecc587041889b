"""What a counter asks, what it learns, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ScanAsk:
    """One presentation at a counter; shape is checked, nothing else is.

    ``presence`` is what the operator confirmed: ``patient_present``, ``authorised_purchase`` (with
    an agent) or nothing (P90).
    """

    medium: str
    business_type: str
    terminal: str
    operator_code: str
    operator_name: str = ""
    code: str = field(default="", repr=False)
    card_no: str = field(default="", repr=False)
    certno: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    dept_code: str = ""
    dept_name: str = ""
    purpose: str = "patient"
    visit_id: str = ""
    agent_certno: str = field(default="", repr=False)
    agent_name: str = field(default="", repr=False)
    presence: str = ""


@dataclass(frozen=True, slots=True)
class PresenceAsk:
    """What an operator confirms of a scan afterwards (P90), in the words of ``ScanAsk``."""

    presence: str
    operator_code: str
    operator_name: str = ""
    agent_certno: str = field(default="", repr=False)
    agent_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """The stored scan with what was found; ``refusal`` is a ``DomainError`` or None."""

    scan: Any
    refusal: Any = None
    person: Any = None
    enrolment: Any = None
    voucher: Any = None
    word: str = "NONE"
    warnings: tuple[Any, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Whether the person may be treated as present."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What became of a scan later; answered by the app that settles.

    ``state`` is waiting, registered, quoted, settled, refunded, refused or cancelled;
    ``total_fen`` is the bill and ``cash_fen`` what the person pays or paid, in 分, less what was
    refunded; ``returned_fen`` of the bill went back; ``bill_no`` leads to the bill.

    ``payer_word`` is where the word of a relative stands who has to agree to pay: NEEDED, WAITING
    (until ``payer_until``), ACCEPTED, REFUSED, EXPIRED, or empty. On that relative's own scan
    ``ask_ref`` leads to the question.
    """

    state: str = "waiting"
    reason: str = ""
    total_fen: int | None = None
    cash_fen: int | None = None
    returned_fen: int = 0
    bill_no: str = ""
    payer_word: str = ""
    payer_until: datetime | None = None
    ask_ref: str = ""

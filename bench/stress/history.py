"""What the clients did and what they were told: the only evidence the checker trusts."""

from dataclasses import asdict, dataclass

OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"
SETTLE, REPEAT, REFUND, REVERSE, READ = "settle", "repeat", "refund", "reverse", "read"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of one client; ``at`` and ``until`` are seconds since the start.

    ``key`` is the idempotency key, of a reversal the key of the settle call that it undoes.
    ``number`` is what the answer named: the bill, the refund, the result of the reversal.
    ``lacked`` says that the call was refused because the account held less than when it was quoted.
    """

    client: int
    kind: str
    key: str
    at: float
    until: float
    outcome: str
    status: int = 0
    code: str = ""
    number: str = ""
    lacked: bool = False
    body_sha256: str = ""

    def line(self) -> dict[str, object]:
        """For the history file."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one reader saw in one moment, in 分.

    ``balances`` are the tracked accounts by id; ``legs`` the sum of all debits less all credits;
    ``spent`` what bills took from accounts less what refunds gave back.
    """

    balances: dict[str, int]
    legs: int
    spent: int


@dataclass(frozen=True, slots=True)
class Books:
    """What the database holds after the run.

    ``bills`` and ``refunds`` by key, ``states`` the bills' states by number; ``answers`` what two
    questions by key were told, each (status, bill).
    """

    bills: dict[str, list[str]]
    states: dict[str, str]
    refunds: dict[str, list[str]]
    answers: dict[str, list[tuple[str, str]]]
    proof: list[str]

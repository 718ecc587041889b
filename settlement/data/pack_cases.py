"""A golden case of a policy version, and where a version gives another answer (P195)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One made-up case with its known answer.

    ``document`` is the case as ``explain_settlement`` takes it. ``expect`` has ``setlinfo``,
    ``payers`` and ``counters``: names with texts in yuan (``stays`` is a number).
    """

    title: str
    why: str
    document: Mapping[str, object]
    expect: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Miss:
    """One field that differs: its path, what was known and what came out (both as shown)."""

    field: str
    wanted: str
    got: str

    def to_json(self) -> dict[str, str]:
        """Return the difference as stored with a run."""
        return {"field": self.field, "wanted": self.wanted, "got": self.got}

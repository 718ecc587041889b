"""Facts about cases that upper apps hear, and what cases ask them; sent under the case's lock."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

#: ``case`` — a case was decided; ``state`` is APPROVED or REJECTED. A receiver that raises a
#: ``DomainError`` undoes the decision, and the console shows why.
case_decided = Signal()

#: ``case`` — who may not decide it? Receivers answer ``Involved`` or None (T32, P181).
involved_wanted = Signal()

#: ``case`` — which files does a decision stand on now? Receivers answer a list of
#: ``{"ref": …, "sha256": …}`` or None where the case is not theirs (T35).
evidence_wanted = Signal()


@dataclass(frozen=True, slots=True)
class Involved:
    """Persons by the keyed hash of their number, and officers who had their say before."""

    persons: frozenset[str] = frozenset()
    staff: frozenset[Any] = frozenset()

    @classmethod
    def of(cls, persons: Iterable[str] = (), staff: Iterable[Any] = ()) -> "Involved":
        """Without the blanks."""
        return cls(frozenset(filter(None, persons)), frozenset(filter(None, staff)))

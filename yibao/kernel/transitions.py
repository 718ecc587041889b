"""Tables of allowed moves: what a case may become, under which verb, and who owns it (I12).

The table is data.  The code asks it, the database keeps a copy of its pairs and refuses others,
the manual draws it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

#: The state before the first one: a move from here creates the case.
START = ""

Moves = Mapping[str, Mapping[str, str]] | Mapping[tuple[str, str], str]


class MoveNotAllowed(Exception):
    """A move the table does not list; carries ``case_type``, ``from_state``, ``to_state``."""

    def __init__(self, case_type: str, from_state: str, to_state: str) -> None:
        """Keep the three words a handler needs."""
        self.case_type = case_type
        self.from_state = from_state
        self.to_state = to_state
        super().__init__(f"{case_type}: {from_state or 'START'} -> {to_state} is not allowed")


@dataclass(frozen=True)
class Table:
    """The moves of one kind of case.

    ``moves`` maps a state to its next states and the audit verb of each move (pairs of states as
    keys are understood too).  ``owners`` maps a state to the role that acts next, ``notices`` a
    verb to the code of the notice it sends, or None for a move nobody is told about.  A name
    that is in no move raises ``ValueError`` when the table is built.
    """

    case_type: str
    moves: Moves
    owners: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the mappings and refuse names that belong to no move."""
        object.__setattr__(self, "moves", _freeze(self.moves))
        object.__setattr__(self, "owners", MappingProxyType(dict(self.owners)))
        object.__setattr__(self, "notices", MappingProxyType(dict(self.notices)))
        if not self.case_type or not self.moves:
            raise ValueError("a table needs a case type and at least one move")
        strange = (set(self.owners) - self.states()) | (set(self.notices) - self.verbs())
        if strange:
            raise ValueError(f"{self.case_type}: in no move: {', '.join(sorted(strange))}")

    def allows(self, from_state: str, to_state: str) -> bool:
        """Say whether the move is listed."""
        return to_state in self.moves.get(from_state, ())

    def check(self, from_state: str, to_state: str) -> None:
        """Raise :class:`MoveNotAllowed` unless the move is listed."""
        if not self.allows(from_state, to_state):
            raise MoveNotAllowed(self.case_type, from_state, to_state)

    def verb(self, from_state: str, to_state: str) -> str:
        """Return the audit verb of a move, or raise :class:`MoveNotAllowed`."""
        self.check(from_state, to_state)
        return self.moves[from_state][to_state]

    def notice(self, from_state: str, to_state: str) -> str | None:
        """Return the notice code of a move, None for a silent one; checks the move first."""
        return self.notices.get(self.verb(from_state, to_state))

    def owner(self, state: str) -> str | None:
        """Return the role that acts next in ``state``, None when nobody does."""
        return self.owners.get(state)

    def next_states(self, from_state: str) -> tuple[str, ...]:
        """Return the states reachable in one move, in the order of the table."""
        return tuple(self.moves.get(from_state, ()))

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every (from, to) in the order of the table."""
        return tuple((start, end) for start, ends in self.moves.items() for end in ends)

    def states(self) -> frozenset[str]:
        """Return every state but the start before the first one."""
        return frozenset(state for pair in self.pairs() for state in pair) - {START}

    def final_states(self) -> frozenset[str]:
        """Return the states no move leaves."""
        return frozenset(state for state in self.states() if not self.moves.get(state))

    def verbs(self) -> frozenset[str]:
        """Return every audit verb."""
        return frozenset(verb for ends in self.moves.values() for verb in ends.values())

    def mermaid(self) -> str:
        """Return the table as a Mermaid state diagram for the manual."""
        lines = ["stateDiagram-v2"]
        for start, end in self.pairs():
            lines.append(f"    {start or '[*]'} --> {end}: {self.moves[start][end]}")
        lines += [f"    {state} --> [*]" for state in sorted(self.final_states())]
        return "\n".join(lines) + "\n"


def _freeze(moves: Moves) -> Mapping[str, Mapping[str, str]]:
    """Return the moves nested by state and read-only, whichever way they were written."""
    nested: dict[str, dict[str, str]] = {}
    for key, value in moves.items():
        if isinstance(key, tuple):
            start, end = key
            nested.setdefault(start, {})[end] = value
        else:
            nested.setdefault(key, {}).update(value)
    return MappingProxyType({start: MappingProxyType(ends) for start, ends in nested.items()})

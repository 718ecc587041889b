"""What is judged, and what the judge says. Pure: no framework."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Light(Enum):
    """What stands beside a case."""

    GREEN = "green"
    RED = "red"
    OPEN = "open"


LIGHT_WORDS = {Light.GREEN: "通过", Light.RED: "没有通过", Light.OPEN: "还没有做"}


@dataclass(frozen=True, slots=True)
class Said:
    """One call with what became of it; ``number`` counts from 1 in the run.

    ``told`` has ``asked.<field>`` and ``got.<field>`` as the log keeps them; ``place`` is the
    institution.
    """

    number: int
    message_id: str
    infno: str
    msgid: str
    is_ok: bool
    refusal: str
    words: str
    mdtrt_id: str
    setl_id: str
    fingerprint: str
    place: str
    told: Mapping[str, str] = field(default_factory=dict)

    def asked(self, name: str) -> str:
        """A value of the question; empty where there was none."""
        return self.told.get(f"asked.{name}", "")

    def got(self, name: str) -> str:
        """A value of the answer."""
        return self.told.get(f"got.{name}", "")


@dataclass(frozen=True, slots=True)
class Bill:
    """What became of a bill; ``total`` in 分, ``person`` an opaque number."""

    state: str
    total: int
    person: str
    mdtrt_id: str


@dataclass(frozen=True, slots=True)
class Care:
    """What became of a visit; parts of one stay share ``stay`` and count by ``segment``."""

    state: str
    stay: str
    segment: int
    year: int
    remote: str


@dataclass(frozen=True, slots=True)
class Story:
    """Every call of a run in order, with bills and visits by their numbers."""

    calls: tuple[Said, ...]
    bills: Mapping[str, Bill] = field(default_factory=dict)
    visits: Mapping[str, Care] = field(default_factory=dict)

    def of(self, *numbers: str) -> Iterator[Said]:
        """Calls of these numbers."""
        return (call for call in self.calls if call.infno in numbers)

    def done(self, *numbers: str) -> Iterator[Said]:
        """Those that succeeded."""
        return (call for call in self.of(*numbers) if call.is_ok)

    def refused(self, *codes: str) -> Iterator[Said]:
        """Calls refused for one of these reasons."""
        return (call for call in self.calls if call.refusal in codes)

    def about(self, mdtrt_id: str) -> tuple[Said, ...]:
        """Calls about a visit."""
        return tuple(call for call in self.calls if call.mdtrt_id == mdtrt_id and mdtrt_id)

    def after(self, call: Said) -> tuple[Said, ...]:
        """What came later, from the same institution."""
        return tuple(one for one in self.calls[call.number :] if one.place == call.place)

    def before(self, call: Said) -> tuple[Said, ...]:
        """What came earlier, from the same institution."""
        return tuple(one for one in self.calls[: call.number - 1] if one.place == call.place)


@dataclass(frozen=True, slots=True)
class Finding:
    """One try at a case; ``call`` is the one to look at."""

    light: Light
    call: Said | None = None
    words: str = ""


def good(call: Said) -> Finding:
    """It went as it should."""
    return Finding(Light.GREEN, call)


def bad(call: Said, words: str) -> Finding:
    """It did not; ``words`` say what was wrong with this call."""
    return Finding(Light.RED, call, words)


Judge = Callable[[Story], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Case:
    """A named case: what to do, the rule that it proves, the numbers it uses, its judge."""

    key: str
    title: str
    rule: str
    steps: tuple[str, ...]
    numbers: tuple[str, ...]
    judge: Judge


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says about a case: the newest try counts."""

    case: Case
    light: Light
    call: Said | None
    words: str

    @property
    def light_words(self) -> str:
        """The light for people."""
        return LIGHT_WORDS[self.light]

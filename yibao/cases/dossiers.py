"""What officers see of a case and what their word does: one ``Kind`` a case type (rows 30, 33).

Cases know nothing of papers or relatives. The app that opens a type of case registers how it is
shown, which words may be said of it and what a word does; types without a kind of their own are
shown with their summary, statement and panels, and decided by ``services.decide``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from yibao.kernel.console import Panel

from .models import Case


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the form beside the register. ``mark`` is ok, unknown, look or empty.

    ``tells_outcome``: what it says hangs on how the case ended, so that a blind second look must
    not show it (feature 42).
    """

    label: str
    claimed: str
    known: str = ""
    mark: str = ""
    tells_outcome: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under one heading: 申请人, 家人, 办理方式 …"""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture of the papers. ``url`` is its checked address, watermarked and logged (T30).

    ``verdict`` is OK, RETAKE, MISMATCH or empty; ``sha256`` goes into the decision (T35);
    ``original_url`` is the full file, behind a reason (T94).
    """

    ref: str
    slot: str
    title: str
    number: int
    url: str
    sha256: str
    width: int = 0
    height: int = 0
    size: int = 0
    verdict: str = ""
    reason: str = ""
    is_new: bool = False
    note: str = ""
    original_url: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """What an automatic check found: ``mark`` ok, unknown or look, with the way to its proof."""

    code: str
    words: str
    mark: str
    rule: str = ""
    url: str = ""
    url_words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist; all are answered before an approval (P176)."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class ReasonChoice:
    """A reason that fits here: for the place ``slot`` (empty: for the whole case).

    ``verdict`` is what the pictures of the place are marked with: RETAKE or MISMATCH.
    """

    kind: str
    code: str
    label: str
    words: str
    slot: str = ""
    slot_title: str = ""
    verdict: str = ""

    @property
    def key(self) -> str:
        """Place and reason as a form carries them."""
        return f"{self.slot}|{self.code}"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, newest last."""

    at: Any
    words: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A page of the app that helps with this case: 对上参保人 …"""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of a case that an officer reads; personal data masked unless ``is_full``.

    ``folded`` panels open on a press; ``effects`` say what each word of an officer does;
    ``text_words`` names the free words to the person, at most ``text_most`` characters, and
    ``text_for`` the kinds that cannot do without. ``judges_sheets`` says whether each picture gets
    a word of its own (proofs do, what somebody adds to a question does not).
    """

    title: str
    lead: str = ""
    sections: tuple[Section, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    judges_sheets: bool = True
    signs: tuple[Sign, ...] = ()
    checklist: tuple[Line, ...] = ()
    reasons: tuple[ReasonChoice, ...] = ()
    kinds: tuple[str, ...] = ("APPROVE", "REJECT")
    history: tuple[Step, ...] = ()
    panels: tuple[Panel, ...] = ()
    folded: tuple[Panel, ...] = ()
    is_full: bool = False
    has_numbers: bool = False
    tools: tuple[Tool, ...] = ()
    effects: Mapping[str, str] = field(default_factory=dict)
    text_words: str = "补充一句"
    text_most: int = 80
    text_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """What an officer says: ``kind`` of ``Decision.Kind``; ``reasons`` are (slot, code) pairs.

    ``evidence`` and ``fence`` are what the officer's page showed (T35, T36).
    """

    kind: str
    fence: int
    evidence: Sequence[dict[str, str]] = ()
    reasons: Sequence[tuple[str, str]] = ()
    checklist: Mapping[str, bool] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another matter that resembles this one (feature 44): why, and both sides beside each other.

    ``pairs`` are facts with this case's value as ``claimed`` and the other's as ``known``;
    ``sheets`` are the other's pictures as far as the reader may look at them.
    """

    key: str
    title: str
    why: str
    state: str = ""
    at: Any = None
    pairs: tuple[Fact, ...] = ()
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True)
class CitizenPage:
    """A page as the person sees it: the template of the person's own page and what it is given."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the queue shows of a case beside its own columns; ``number`` is what people read out."""

    age_group: str = ""
    place: str = ""
    papers: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one case type is shown and decided.

    ``dossier(reader, case, full)``; ``decide(by, case, word)`` makes the one service call;
    ``preview(case, word)`` is the sentence exactly as the person will read it;
    ``row_facts(cases)`` costs the same SQL for one case and for fifty; ``find(text)`` answers
    primary keys of cases about a person (name with last four of the number, phone tail) and logs
    the look-up (T94); ``neighbours`` are matters that resemble it; ``citizen_page`` is what the
    person sees of it; ``subjects`` are further subjects of the audit log that belong to it;
    ``glass_subject`` is what the ten minutes in full are opened for, the case's own where not said;
    ``verbs`` are words for the app's own verbs in the log.
    """

    case_type: str
    label: str
    queue: str
    dossier: Callable[[Any, Case, bool], Dossier] | None = None
    decide: Callable[[Any, Case, Word], None] | None = None
    preview: Callable[[Case, Word], str] | None = None
    row_facts: Callable[[Sequence[Case]], Mapping[UUID, RowFacts]] | None = None
    find: Callable[[Any, str], Iterable[UUID]] | None = None
    neighbours: Callable[[Any, Case], Sequence[Neighbour]] | None = None
    citizen_page: Callable[[Case], CitizenPage | None] | None = None
    subjects: Callable[[Case], Sequence[str]] | None = None
    glass_subject: Callable[[Case], str] | None = None
    verbs: Mapping[str, str] = field(default_factory=dict)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let the console show and decide a type of case."""
    _KINDS[kind.case_type] = kind


def kind_of(case_type: str) -> Kind:
    """The kind of a type; one without anything of its own where nobody registered it."""
    return _KINDS.get(case_type) or Kind(case_type=case_type, label=case_type, queue="other")


def kinds() -> tuple[Kind, ...]:
    """All kinds, by type."""
    return tuple(_KINDS[one] for one in sorted(_KINDS))


def dossier_of(reader: Any, case: Case, *, full: bool = False) -> Dossier:
    """A case as this reader sees it; of a type without a page of its own, its plain facts."""
    kind = kind_of(case.case_type)
    if kind.dossier is not None:
        return kind.dossier(reader, case, full)
    return plain(case)


def plain(case: Case, *sections: Section, tools: Sequence[Tool] = ()) -> Dossier:
    """What every case has: its summary and what the person wrote, under the app's own facts."""
    panels = (Panel("当事人的话", text=case.statement),) if case.statement else ()
    return Dossier(
        title=case.ref,
        lead=case.summary,
        sections=sections,
        panels=panels,
        effects=PLAIN_EFFECTS,
        text_words="给当事人的话",
        text_most=200,
        text_for=("REJECT",),
        tools=tuple(tools),
    )


#: What a word does where the app says nothing else.
PLAIN_EFFECTS = {
    "APPROVE": "决定马上生效，不能撤回。写了话的，会原样告诉当事人。",
    "REJECT": "决定马上生效，不能撤回。您写的话会原样告诉当事人。",
}

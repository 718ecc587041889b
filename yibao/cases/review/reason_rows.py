"""What the pages of reasons show: rows with their figures, sentences as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yibao.kernel.models import Tenant

from ..models import Reason
from ..reasons import figures as reason_figures
from ..reasons import seeds as reason_seeds
from ..reasons.figures import Figure
from ..reasons.seeds import Source

State = Reason.State


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person reads of one place."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version with its numbers."""

    reason: Reason
    figure: Figure

    @property
    def kind(self) -> str:
        """Colour of the state's tag."""
        return {State.ACTIVE: "ok", State.DRAFT: "warn"}.get(State(self.reason.state), "neutral")


@dataclass(frozen=True, slots=True)
class Line:
    """One code in the list: the version in force (or the last one), its draft, its numbers."""

    reason: Reason
    draft: Reason | None
    figure: Figure
    places: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """All reasons of one matter for one kind of decision."""

    title: str
    case_type: str
    lines: list[Line]


def places_of(reason: Reason, places: Mapping[str, str]) -> dict[str, str]:
    """Code → name of the places that a version fits."""
    if reason.kind == Reason.Kind.REJECT:
        return {}
    return {code: title for code, title in places.items() if reason.fits(code)}


def sentences(reason: Reason, places: Mapping[str, str]) -> list[Sentence]:
    """The sentence for each place that the version fits; one for the whole case."""
    fitting = places_of(reason, places)
    if not fitting:
        return [Sentence("整件申请", reason.say())]
    by_words: dict[str, str] = {}
    for title in fitting.values():
        by_words.setdefault(reason.say(title), title)
    return [Sentence(title, words) for words, title in by_words.items()]


def groups(reader: Any, tenant: Tenant) -> list[Group]:
    """Every reason of every matter; two queries a matter and one for its places."""
    return [group for source in reason_seeds.sources() for group in _groups(reader, tenant, source)]


def _groups(reader: Any, tenant: Tenant, source: Source) -> list[Group]:
    rows = Reason.objects.filter(tenant=tenant, case_type=source.case_type)
    versions: dict[str, list[Reason]] = {}
    for row in rows.select_related("created_by").order_by("version"):
        versions.setdefault(row.code, []).append(row)
    figures = reason_figures.by_version(reader=reader, tenant=tenant, case_type=source.case_type)
    places = dict(source.places())
    order = {seed.code: place for place, seed in enumerate(source.seeds)}
    codes = sorted(versions, key=lambda code: (order.get(code, len(order)), code))
    return [
        Group(
            f"{source.label}：{kind.label}",
            source.case_type,
            [
                _line(versions[code], figures, places)
                for code in codes
                if versions[code][-1].kind == kind
            ],
        )
        for kind in Reason.Kind
    ]


def _line(rows: list[Reason], figures: Mapping[Any, Figure], places: Mapping[str, str]) -> Line:
    active = next((row for row in rows if row.state == State.ACTIVE), None)
    draft = next((row for row in rows if row.state == State.DRAFT), None)
    shown = active or rows[-1]
    figure = sum((figures.get(row.pk, Figure()) for row in rows), Figure())
    titles = [places.get(code, code) for code in shown.slots]
    words = (
        "、".join(titles) if titles else "每一处" if shown.kind == Reason.Kind.RETURN else "整件"
    )
    return Line(shown, draft, figure, words, sentences(shown, places)[0].words)


def versions(reader: Any, tenant: Tenant, case_type: str, code: str) -> list[Version]:
    """Every version of a code, the newest first, with its figures of all time."""
    rows = Reason.objects.filter(tenant=tenant, case_type=case_type, code=code)
    figures = reason_figures.by_version(
        reader=reader, tenant=tenant, case_type=case_type, is_recent=False
    )
    return [
        Version(row, figures.get(row.pk, Figure()))
        for row in rows.select_related("created_by", "activated_by").order_by("-version")
    ]

"""Reasons in force for requests and appeals, and what fits where (P177, feature 35).

The table lives with the cases, in versions; ``data.reasons`` holds the first ones.
"""

from collections.abc import Iterable
from typing import Any

from yibao.cases.dossiers import ReasonChoice
from yibao.cases.models import Reason
from yibao.cases.reasons import active as table
from yibao.cases.reasons import seeds as reason_seeds
from yibao.cases.reasons.seeds import Seed, Source

from ..data import reasons as first
from ..data.photos import OTHER_PLACES
from ..data.reasons import LETTER_SLOT
from ..models import BindingRequest, ProofSlot
from . import reviews as facts

Kind = Reason.Kind


def register() -> None:
    """Give the cases the first versions."""
    reason_seeds.register(
        Source(
            case_type=facts.CASE_TYPE,
            label="绑定家人",
            seeds=_seeds(),
            places=places,
            also=(facts.APPEAL_TYPE,),
        )
    )


def _seeds() -> tuple[Seed, ...]:
    return (
        *_of(Kind.RETURN, first.RETURNS.values()),
        *_of(Kind.RETURN, first.LETTER_RETURNS.values(), slots=(LETTER_SLOT,)),
        *_of(Kind.REJECT, first.REFUSALS.values()),
    )


def _of(kind: str, rows: Iterable[first.Reason], slots: tuple[str, ...] = ()) -> list[Seed]:
    return [
        Seed(
            kind=kind,
            code=one.code,
            label=one.label,
            words=one.words,
            what_to_do=one.what_to_do,
            slots=slots,
            verdict=one.verdict if kind == Kind.RETURN else "",
            alias=one.alias,
        )
        for one in rows
    ]


def places() -> dict[str, str]:
    """Code → name of every place for pictures, of the table of proofs and beside it."""
    rows = ProofSlot.objects.order_by("proof_set__sort", "sort").values_list("code", "title")
    found: dict[str, str] = {}
    for code, title in rows:
        found.setdefault(code, title)
    return {**found, **{code: title for code, (title, _) in OTHER_PLACES.items()}}


def to_return(tenant: Any) -> dict[str, Reason]:
    """What an officer may ask to be mended."""
    return table.of_kind(tenant, facts.CASE_TYPE, Kind.RETURN)


def to_refuse(tenant: Any) -> dict[str, Reason]:
    """Why an officer may refuse."""
    return table.of_kind(tenant, facts.CASE_TYPE, Kind.REJECT)


def for_slot(tenant: Any, slot_code: str) -> dict[str, Reason]:
    """Reasons that an officer may give for one place."""
    return {code: one for code, one in to_return(tenant).items() if one.fits(slot_code)}


def choices(request: BindingRequest) -> tuple[ReasonChoice, ...]:
    """Everything that fits this request: each place with its reasons, then the refusals."""
    known = table.active(request.tenant, facts.CASE_TYPE)
    returns = [one for one in known.values() if one.kind == Kind.RETURN]
    found = [
        ReasonChoice(one.kind, one.code, one.label, one.say(title), slot, title)
        for slot, title in facts.slot_titles(request).items()
        for one in returns
        if one.fits(slot)
    ]
    refusals = [one for one in known.values() if one.kind == Kind.REJECT]
    found += [ReasonChoice(one.kind, one.code, one.label, one.say()) for one in refusals]
    return tuple(found)


def words_of(tenant: Any, code: str, slot_title: str = "") -> str:
    """The sentence of a code now, also where a rule ends the request; empty for an unknown one."""
    rule = first.BY_RULE.get(code)
    if rule is not None:
        return rule.words
    return table.words_of(tenant, facts.CASE_TYPE, code, slot_title) if code else ""


def labels(tenant: Any) -> dict[str, str]:
    """What officers call each code, those of the rules too."""
    known = table.latest(tenant, facts.CASE_TYPE)
    rules = {code: one.label for code, one in first.BY_RULE.items()}
    return {**rules, **{code: one.label for code, one in known.items()}}

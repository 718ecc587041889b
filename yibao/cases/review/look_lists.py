"""Lists and results on the page of second looks."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

from ..figures import numbers as figures
from ..figures import staff as staff_figures
from ..figures.numbers import Span
from ..looks import blindness as looks
from ..looks.agreement import Agreement
from ..models import Case, SecondLook
from ..queues import listing
from .look_forms import kind_word

_SHOWN = 20


def days_of(text: str) -> int:
    """A range that pages offer."""
    return int(text) if text.isdigit() and int(text) in figures.RANGES else figures.FIRST_RANGE


def own(user: Any) -> dict[str, Any]:
    """What an officer may take, has in hand and has said."""
    done = (
        SecondLook.objects.filter(reviewer=user, state=SecondLook.State.DONE)
        .select_related("case")
        .order_by("-done_at")[:_SHOWN]
    )
    return {
        "waiting": looks.takeable(user).count(),
        "in_hand": looks.held_by(user).first(),
        "mine": [(one, number, kind_word(one.kind)) for one, number in numbered(done)],
    }


def for_lead(user: Any, days: int) -> dict[str, Any]:
    """Results of a range, what is open, and where two words differ."""
    span = Span.of(days)
    pairs = staff_figures.pairs(user, span)
    names = names_of({one.first for one in pairs} | {one.second for one in pairs})
    return {
        "overall": shown(staff_figures.overall(user, span)),
        "pairs": [
            (names.get(one.first, "—"), names.get(one.second, "—"), shown(one.agreement))
            for one in pairs
        ],
        "differing": [
            (
                one, number,
                kind_word(one.decision.kind), kind_word(one.kind), kind_word(one.settled_kind),
            )
            for one, number in numbered(looks.disagreements(user)[:_SHOWN])
        ],
        "open_looks": numbered(
            looks.of_area(user).filter(state__in=looks.OPEN).order_by("drawn_at", "pk")[:50]
        ),
    }  # fmt: skip


def numbered(rows: Iterable[SecondLook]) -> list[tuple[SecondLook, str]]:
    """Looks beside the number of their case that people read out."""
    found = list(rows)
    known = listing.numbers([one.case for one in found])
    return [(one, known[one.case_id]) for one in found]


def number_of(case: Case) -> str:
    """The number that people read out."""
    return listing.numbers([case])[case.pk]


def both_words(row: SecondLook) -> list[dict[str, Any]]:
    """First and second word as equals."""
    first = row.decision
    return [
        {
            "title": "第一次",
            "who": _name(first.decider),
            "at": first.at,
            "kind": kind_word(first.kind),
            "codes": first.reason_codes,
            "note": first.note,
        },
        {
            "title": "抽检",
            "who": _name(row.reviewer),
            "at": row.done_at,
            "kind": kind_word(row.kind),
            "codes": row.reason_codes,
            "note": row.note,
        },
    ]


def shown(one: Agreement) -> dict[str, Any]:
    """Agreement as text; a dash where there is nothing."""
    return {
        "pairs": one.pairs,
        "same": one.same,
        "percent": "—" if one.share is None else f"{float(one.share) * 100:.0f}%",
        "kappa": "—" if one.kappa is None else f"{float(one.kappa):.2f}",
        "is_thin": one.is_thin,
    }


def names_of(keys: Any) -> dict[Any, str]:
    """Officer → name; one query."""
    rows = get_user_model().objects.filter(pk__in=set(keys))
    return {one.pk: _name(one) for one in rows}


def _name(user: Any) -> str:
    return "—" if user is None else user.display_name or user.username

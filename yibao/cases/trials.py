"""Trials of the rules: what would happen to somebody, and why; nothing is changed (ux 8).

The app whose rules they are registers how to ask and how to answer. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

OK, LOOK, NO = "ok", "warn", "error"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an answer: what, why, and the rule. ``mark`` is ok, warn, error or empty."""

    label: str
    value: str
    why: str = ""
    rule: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under one heading."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer; ``mark`` colours the headline."""

    headline: str
    mark: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """``form(data, reader)`` asks; ``run(reader, answers)`` answers and writes nothing.

    Holders of ``right`` may ask.
    """

    code: str
    label: str
    lead: str
    form: Callable[[Mapping[str, Any] | None, Any], Any]
    run: Callable[[Any, Mapping[str, Any]], Answer]
    right: str = "cases.view_case"


_TRIALS: dict[str, Trial] = {}


def register(trial: Trial) -> None:
    """Offer a trial in the console."""
    _TRIALS[trial.code] = trial


def trials(reader: Any) -> tuple[Trial, ...]:
    """Every trial that the reader may ask."""
    return tuple(trial for trial in _TRIALS.values() if reader.has_perm(trial.right))


def trial_of(code: str, reader: Any) -> Trial | None:
    """The trial of a code, as far as the reader may ask it; the first one for no code."""
    known = trials(reader)
    return next((trial for trial in known if code in ("", trial.code)), None)

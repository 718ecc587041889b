"""A refused act on a case leaves an audit row, though its transaction rolls back (T32–T36).

The row is written by the outermost service of a call, after everything of it was undone.
"""

import functools
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from yibao.audit import services as audit
from yibao.kernel.errors import DomainError, NotFound

from .models import Case

VERB = "cases.case.refused"
_is_inside: ContextVar[bool] = ContextVar("cases.refusals", default=False)
P = ParamSpec("P")
R = TypeVar("R")
Find = Callable[[Mapping[str, Any]], Case | None]


def by_ref(words: Mapping[str, Any]) -> Case | None:
    """The case that a service was asked about by its number."""
    return Case.objects.filter(ref=words.get("ref", "")).first()


def noted(act: str, find: Find = by_ref) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Write down who was refused what, with the code of the refusal, and let it through.

    ``act`` names the service; ``find`` answers the case from the keywords of the call. Not to be
    called inside a transaction of the caller: what it rolls back takes the row along.
    """

    def wrap(work: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(work)
        def run(*args: P.args, **words: P.kwargs) -> R:
            if _is_inside.get():
                return work(*args, **words)
            token = _is_inside.set(True)
            try:
                return work(*args, **words)
            except DomainError as refused:
                note(by=words.get("by"), case=find(words), act=act, code=refused.code)
                raise
            finally:
                _is_inside.reset(token)

        return run

    return wrap


def note(*, by: Any, case: Case | None, act: str, code: str) -> None:
    """One refused attempt: who, at which case, what, and why not."""
    audit.record(VERB, by=by, subject=case, data={"act": act, "code": code})


def note_closed(*, by: Any, case: Case | None) -> None:
    """Somebody of the staff asked for a case that is closed to them: an own or a relative's matter,
    another district, a blind second look (T32, T94)."""
    if case is not None:
        note(by=by, case=case, act="open", code=NotFound.code)

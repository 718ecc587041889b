"""Finding a case: by its number, or by who it is about (T94).

A number is looked up at once. A name with the last four of a number needs a reason, which is
written down together with what was found; what was typed is never recorded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from yibao.audit import services as audit

from .. import dossiers
from . import listing
from . import tabs as queues
from .listing import Row
from .tabs import Reader

MOST = 50
SHORTEST, LONGEST = 4, 60
_TAIL = 4


class Why(models.TextChoices):
    """Why somebody is looked up."""

    ASKED = "ASKED", "当事人来电或来窗口询问"
    PASSED = "PASSED", "同事转来"
    DOUBLE = "DOUBLE", "核对是不是重复申请"
    REPORT = "REPORT", "核实举报"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search answered; ``needs_reason``: a person is meant, and why must be said first."""

    kind: str
    rows: tuple[Row, ...] = ()
    needs_reason: bool = False
    has_more: bool = False


def kind_of(text: str) -> str:
    """``number``, ``person`` (a name and four characters) or nothing."""
    words = text.split()
    if len(words) == 2 and len(words[1]) == _TAIL and words[1].isascii():
        return "person"
    is_number = len(words) == 1 and words[0].isascii() and SHORTEST <= len(words[0]) <= LONGEST
    return "number" if is_number else ""


def find(*, by: Any, text: str, why: str = "") -> Found:
    """Cases that the text names, of those that the reader may find.

    Each look-up leaves an audit row with its kind and reason; each case found by a person's name
    one more (T94, feature 62).
    """
    text = text.replace("\x00", "").strip()[:LONGEST]
    kind = kind_of(text)
    if kind == "person" and why not in Why.values:
        return Found(kind, needs_reason=True)
    ids = _ids(by, text, kind) if kind else Q(pk__in=[])
    rows = listing.with_people(queues.visible(by).filter(ids))
    cases = list(rows.order_by("-opened_at", "-id")[: MOST + 1])
    data = {"kind": kind or "other", "found": len(cases[:MOST]), "why": why}
    audit.record("cases.case.searched", by=by, tenant_id=by.tenant_id, data=data)
    if kind == "person":
        for case in cases[:MOST]:
            audit.record("cases.case.found", by=by, subject=case, data={"why": why})
    described = listing.describe(Reader.now(by), cases[:MOST])
    return Found(kind, tuple(described), has_more=len(cases) > MOST)


def _ids(by: Any, text: str, kind: str) -> Q:
    """Own numbers are compared here; the apps know the people of their cases."""
    found: set[UUID] = set()
    for look in _finders():
        found |= set(look(by, text))
    own = Q(ref__in=[text, text.upper()]) if kind == "number" else Q()
    return Q(pk__in=found) | own if own else Q(pk__in=found)


def _finders() -> list[Callable[[Any, str], Iterable[UUID]]]:
    """Each app's way of finding, once, however many types of case it has."""
    known = (one.find for one in dossiers.kinds())
    return list(dict.fromkeys(find for find in known if find is not None))

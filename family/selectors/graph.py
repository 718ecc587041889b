"""谁能为谁做什么: every right between a person and the relatives, both directions (feature 25).

Two rights never mix (settled 1): ``show`` is a binding, ``spend`` is a mutual-aid grant. An edge
leads from who acts to whom it helps: the holder shows the member's code, the payer's account pays
for the member. Rights between two relatives are nobody else's business and never appear.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from yibao.kernel import clock, money

from ..data import relation_word
from ..data.showing import presenter_word
from ..models import Binding, Grant
from ..states import GrantState
from . import bindings

SHOW, SPEND = "show", "spend"
OUT, IN = "out", "in"


@dataclass(frozen=True, slots=True)
class Edge:
    """One right. ``way`` is OUT where the person acts for the relative, IN the other way round.

    ``until`` is the last day on which it holds; None has no end. ``pause`` says why it rests now.
    """

    kind: str
    way: str
    ref: str
    since: date
    until: date | None
    scopes: tuple[str, ...]
    pause: str = ""

    @property
    def label(self) -> str:
        """The words on the line of the drawing."""
        if self.pause:
            return "暂停出示" if self.kind == SHOW else "共济审核中"
        return "出示医保码" if self.kind == SHOW else "共济付款"


@dataclass(slots=True)
class Relative:
    """One relative with every right between the two."""

    name: str
    relation: str
    edges: list[Edge] = field(default_factory=list)


def of(person: Any) -> list[Relative]:
    """Relatives of a person with their rights; those the person acts for come first."""
    found: dict[UUID, Relative] = {}
    for other, relation, edge in _edges(person):
        relative = found.setdefault(other.pk, Relative(other.masked_name, relation))
        relative.edges.append(edge)
    for relative in found.values():
        relative.edges.sort(key=lambda edge: (edge.way == IN, edge.kind == SPEND))
    return list(found.values())


def _edges(person: Any) -> Iterator[tuple[Any, str, Edge]]:
    for binding in bindings.of_holder(person):
        member = binding.member
        yield member, relation_word(binding.relation, member.gend), _shown(binding, OUT)
    for grant in _grants(person, payer=person):
        member = grant.member
        yield member, relation_word(grant.relation, member.gend), _spent(grant, OUT)
    for binding in bindings.of_member(person):
        holder = binding.holder
        yield holder, presenter_word(binding.relation, holder.gend), _shown(binding, IN)
    for grant in _grants(person, member=person):
        payer = grant.payer
        yield payer, presenter_word(grant.relation, payer.gend), _spent(grant, IN)


def _shown(binding: Binding, way: str) -> Edge:
    bills = ("看账单",) if bindings.may_see_bills(binding) else ()
    until = binding.grace_until - timedelta(days=1) if binding.grace_until else None
    is_paused = not bindings.is_showing(binding)
    return Edge(
        kind=SHOW,
        way=way,
        ref=binding.ref,
        since=clock.local(binding.began_at).date(),
        until=None if is_paused else until,
        scopes=("出示医保码", *bills, *_growing(binding)),
        pause="现在不能出示" if is_paused else "",
    )


def _growing(binding: Binding) -> tuple[str, ...]:
    """From the 16th birthday the member's own word is needed (P83)."""
    day = binding.turns_16_on
    if day is None or binding.consented_at is not None or day <= clock.today(binding.tenant):
        return ()
    return (f"{day.year} 年 {day.month} 月 {day.day} 日满 16 岁，那天起要本人同意才能一直用",)


def _grants(person: Any, **sides: Any) -> list[Grant]:
    """Grants that hold today or later; ended ones are history."""
    today = clock.today(person.tenant)
    rows = Grant.objects.filter(
        Q(period__endswith__isnull=True) | Q(period__endswith__gt=today),
        ended_at__isnull=True,
        kind=Grant.Kind.STANDING,
        **sides,
    )
    return list(rows.select_related("payer", "member").order_by("priority", "created_at"))


def _spent(grant: Grant, way: str) -> Edge:
    begins = grant.period.lower
    return Edge(
        kind=SPEND,
        way=way,
        ref=grant.ref,
        since=begins or clock.local(grant.created_at).date(),
        until=grant.period.upper - timedelta(days=1) if grant.period.upper else None,
        scopes=("看病买药时用个人账户的余额", *_limits(grant)),
        pause="审核中" if grant.state == GrantState.REVIEW else "",
    )


def _limits(grant: Grant) -> tuple[str, ...]:
    """The ceilings in words; without any the balance decides."""
    caps = (("每次最多", grant.per_payment_cap_fen), ("一年最多", grant.annual_cap_fen))
    words = tuple(f"{word} {money.format_yuan(cap)} 元" for word, cap in caps if cap)
    return words or ("额度不限，以余额为准",)

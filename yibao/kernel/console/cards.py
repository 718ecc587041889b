"""Cards with numbers and health findings on the first page of the console."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Card:
    """One number: ``kind`` colours it (ok, warn, error, or nothing)."""

    title: str
    value: str
    unit: str = ""
    note: str = ""
    url: str = ""
    kind: str = ""


CardMaker = Callable[[HttpRequest], list[Card]]
Finding = Callable[[], str]


@dataclass(frozen=True, slots=True)
class _Registered:
    order: int
    permission: str
    make: CardMaker


_CARDS: list[_Registered] = []
_HEALTH: list[Finding] = []


def card(*, permission: str, order: int = 50) -> Callable[[CardMaker], CardMaker]:
    """Register cards for holders of a right."""

    def register(make: CardMaker) -> CardMaker:
        _CARDS.append(_Registered(order, permission, make))
        _CARDS.sort(key=lambda one: one.order)
        return make

    return register


def health(find: Finding) -> Finding:
    """Register a check that answers with a sentence, or with nothing where all is well."""
    _HEALTH.append(find)
    return find


def cards_for(request: HttpRequest) -> list[Card]:
    """The cards that this reader may see."""
    user = request.user
    return [one for kept in _CARDS if user.has_perm(kept.permission) for one in kept.make(request)]


def problems_found() -> list[str]:
    """What the health checks say."""
    return [sentence for find in _HEALTH if (sentence := find())]

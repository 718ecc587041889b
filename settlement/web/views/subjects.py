"""Whose money pages these are: the reader's own, or those of a relative who let them be seen.

A relative's pages lie below ``/m/<ref>/``; ``ref`` is the binding's, so that no address names a
person (T31). A member of 16 and over opens the bills by own consent; below, the holder sees them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from family.selectors import bindings

from ...services import looking
from .common import Pill, with_person

_BILL_PAGES = ("bill", "bill-why", "bill-print", "bill-refund", "bill-dispute")
#: More members than the rules let anybody hold would not fit the row anyway.
_MOST_PILLS = 8


@dataclass(frozen=True, slots=True)
class Subject:
    """The person of a page; without ``ref`` the reader. ``word`` is 母亲, or a child's name."""

    person: Any
    ref: str = ""
    name: str = ""
    word: str = ""
    relation: str = ""

    def url(self, page: str, *args: str) -> str:
        """A page of this subject: ``bills``, ``bill`` with the number …"""
        if not self.ref:
            return reverse(f"settlement:{page}", args=args)
        return reverse(f"settlement:member-{page}", args=[self.ref, *args])

    def links(self, no: str) -> dict[str, str]:
        """The pages of one bill by short name, for templates."""
        found = {name.removeprefix("bill-"): self.url(name, no) for name in _BILL_PAGES}
        return {**found, "list": self.url("bills")}


def of_binding(binding: Any) -> Subject:
    """A relative as the holder calls them."""
    return Subject(
        person=binding.member,
        ref=binding.ref,
        name=binding.member.masked_name,
        word=bindings.pill_word(binding),
        relation=bindings.member_word(binding),
    )


def me(request: HttpRequest) -> Subject:
    """The reader."""
    return Subject(request.user.person, word="我")


def everybody(request: HttpRequest) -> list[Subject]:
    """The reader and every relative whose bills the reader may see now."""
    found = bindings.open_bills_of(request.user.person)
    return [me(request), *(of_binding(row) for row in found[:_MOST_PILLS])]


def for_subject(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view its ``subject``; a relative's page asks anew each time, and the look is noted.

    Another's binding, an ended one and closed bills all look like no page (T31).
    """

    @wraps(view)
    @with_person
    def wrapped(request: HttpRequest, *args: Any, ref: str = "", **kwargs: Any) -> HttpResponse:
        if not ref:
            return view(request, me(request), *args, **kwargs)
        binding = bindings.bills_of(request.user, ref)
        if binding is None:
            raise Http404
        looking.note_bills(by=request.user, person=binding.member)
        return view(request, of_binding(binding), *args, **kwargs)

    return wrapped


def pills(people: list[Subject], current: str) -> list[Pill]:
    """[全部] [我] [母亲] …, where there is somebody beside the reader; ``current``: ref or all."""
    if len(people) < 2:
        return []
    every = Pill("全部", reverse("settlement:bills-all"), current == "all")
    return [every, *(Pill(one.word, one.url("bills"), one.ref == current) for one in people)]

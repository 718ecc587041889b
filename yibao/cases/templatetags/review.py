"""What the pages of the review console show everywhere: counts, promises, names of staff."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from yibao.cases.models import Case
from yibao.cases.queues import counts, listing
from yibao.cases.queues import tabs as queues
from yibao.cases.queues.tabs import Reader
from yibao.kernel.console import tag

register = template.Library()


@register.simple_tag(takes_context=True)
def review_counts(context: Any) -> dict[str, dict[str, int]]:
    """``tabs``, ``queues``, ``regions``, ``team`` → code → number, as of half a minute ago."""
    user = context["request"].user
    return counts.of(user) if user.has_perm("cases.decide_case") else {}


@register.filter
def at(known: Any, code: str) -> Any:
    """``{{ counts.tabs|at:"mine" }}``; nothing where it is not known."""
    return known.get(code, "") if known else ""


@register.filter
def capped(count: Any) -> str:
    """``12``, or ``999+`` where counting stopped; nothing for nothing known."""
    return counts.word(count) if isinstance(count, int) else ""


@register.simple_tag(takes_context=True)
def promise_tag(context: Any, case: Case) -> SafeString | str:
    """The promise of a case as a tag: word and remaining time, the colour beside it."""
    left = listing.left(Reader.now(context["request"].user), case)
    return tag(left.kind, left.words)


@register.simple_tag
def left_tag(left: Any) -> SafeString | str:
    """A promise that is known already, as a tag."""
    return tag(left.kind, left.words)


@register.filter
def queue_name(code: str) -> str:
    """The name of a queue."""
    return queues.QUEUES.get(code, code)


@register.filter
def post(staff: Any) -> str:
    """The post or number of a member of staff."""
    return listing.name_of(staff) if staff is not None else "—"


#: Pages of the console beside the queues: address, label, rights of which one is enough.
_LINKS = (
    ("review:sampling", "抽检", ("cases.second_look", "cases.lead_cases")),
    ("review:stats", "统计", ("cases.decide_case", "cases.lead_cases")),
    ("review:staff", "人员", ("cases.lead_cases",)),
    ("review:reasons", "理由码", ("cases.view_case",)),
    ("review:manual", "手册", ("cases.view_case",)),
    ("review:try", "试算", ("cases.view_case",)),
)


@register.simple_tag(takes_context=True)
def review_links(context: Any) -> list[dict[str, str]]:
    """The other pages of the console that the reader may open."""
    user = context["request"].user
    found = []
    for name, label, rights in _LINKS:
        if any(user.has_perm(right) for right in rights):
            try:
                found.append({"url": reverse(name), "label": label})
            except NoReverseMatch:
                continue
    return found


@register.filter
def with_value(hidden: dict[str, str], change: str) -> str:
    """``{{ hidden|with_value:"risk=1" }}``: the query with one value changed."""
    name, _, value = change.partition("=")
    return urlencode({**hidden, name: value})

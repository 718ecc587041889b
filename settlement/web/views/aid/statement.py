"""Monthly statement of mutual aid: what was given and received, by relative, and as a table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from family.data import relation_word
from family.data.showing import presenter_word
from yibao.kernel import clock
from yibao.kernel.csvcells import safe_cell
from yibao.kernel.money import fen_text

from ....selectors import aid_spending
from ....selectors.aid_spending import GIVEN, RECEIVED, Line
from ..common import with_person

HEADINGS = ("时间", "谁付的", "谁看病", "关系", "地点", "种类", "金额（元）")


@dataclass(slots=True)
class Group:
    """One relative and one direction; ``total_fen`` is net of refunds."""

    way: str
    name: str
    relation: str
    lines: list[Line] = field(default_factory=list)

    @property
    def total_fen(self) -> int:
        """Paid less given back in the month, in 分; below zero where more came back."""
        return sum(line.amount_fen for line in self.lines)


@require_safe
@never_cache
@with_person
def statement(request: HttpRequest, month: str) -> HttpResponse:
    """Both directions apart, one block a relative, with sums."""
    person: Any = request.user.person
    first = _month(person, month)
    groups = _groups(aid_spending.lines_of_month(person, first.year, first.month))
    given = [group for group in groups if group.way == GIVEN]
    received = [group for group in groups if group.way == RECEIVED]
    context = {
        "first": first,
        "given": given,
        "received": received,
        "given_fen": sum(group.total_fen for group in given),
        "received_fen": sum(group.total_fen for group in received),
        **_neighbours(person, first),
    }
    return render(request, "settlement/aid/statement.html", context)


@require_safe
@never_cache
@with_person
def table(request: HttpRequest, month: str) -> StreamingHttpResponse:
    """The same month for a spreadsheet; no cell can be taken for a formula (T93)."""
    person: Any = request.user.person
    first = _month(person, month)
    lines = aid_spending.lines_of_month(person, first.year, first.month)
    answer = StreamingHttpResponse(_csv(person, lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mutual-aid-{first:%Y-%m}.csv"'
    return answer


def _month(person: Any, text: str) -> date:
    """``2026-11``; anything else, and months to come, do not exist."""
    is_month = len(text) == 7 and text[4] == "-" and (text[:4] + text[5:]).isdecimal()
    if not (is_month and text.isascii() and "01" <= text[5:] <= "12" and text >= "2000-01"):
        raise Http404
    first = date(int(text[:4]), int(text[5:]), 1)
    if first > clock.today(person.tenant):
        raise Http404
    return first


def _neighbours(person: Any, first: date) -> dict[str, str]:
    """Links to the month before and after, where there can be something."""
    oldest = aid_spending.first_month(person)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    today = clock.today(person.tenant)
    has_before = oldest is not None and before >= oldest
    return {
        "before_url": _url(before) if has_before else "",
        "after_url": _url(after) if after <= today else "",
    }


def _url(first: date) -> str:
    return reverse("settlement:aid-statement", args=[f"{first:%Y-%m}"])


def _groups(lines: list[Line]) -> list[Group]:
    found: dict[tuple[str, Any], Group] = {}
    for line in lines:
        key = (line.way, line.other.pk)
        if key not in found:
            found[key] = Group(line.way, line.other.masked_name, _relation(line))
        found[key].lines.append(line)
    return list(found.values())


def _relation(line: Line) -> str:
    """What the other one is to the reader."""
    if not line.relation:
        return "家人"
    word = relation_word if line.way == GIVEN else presenter_word
    return word(line.relation, line.other.gend)


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, text: str) -> str:
        """The line itself."""
        return text


def _csv(person: Any, lines: list[Line]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for line in lines:
        yield writer.writerow([safe_cell(cell) for cell in _cells(person, line)])


def _cells(person: Any, line: Line) -> tuple[str, ...]:
    own, other = person.masked_name, line.other.masked_name
    payer, patient = (own, other) if line.way == GIVEN else (other, own)
    # The kind says the direction, so that no amount begins with a sign.
    kind = "退回" if line.amount_fen < 0 else "支付"
    moment = f"{clock.local(line.at):%Y-%m-%d %H:%M}"
    return (
        moment, payer, patient, _relation(line), line.place, kind, fen_text(abs(line.amount_fen)),
    )  # fmt: skip

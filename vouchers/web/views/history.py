"""Where the code was scanned, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ... import rules, selectors
from ...models import Scan
from .. import guards

_WORDS = {
    "voucher.code.expired": ("warn", "码已过期"),
    "voucher.code.used": ("warn", "码用过了"),
    "voucher.locked": ("warn", "密码锁定"),
    "voucher.suspended": ("warn", "已停用"),
    "voucher.step_up_required": ("warn", "要再验证"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    at: datetime
    title: str
    place_name: str
    purpose: str
    shown_by: str
    outcome_kind: str
    outcome_word: str
    url: str


@require_safe
@guards.for_insured
def history(request: HttpRequest) -> HttpResponse:
    """Twenty at a time, newest first."""
    person = request.user.person
    scans, older = selectors.history(person, before=request.GET.get("before", ""))
    next_url = f"?{urlencode({'before': older})}" if older else ""
    context = {"entries": [_entry(scan, person) for scan in scans], "next_url": next_url}
    return render(request, "vouchers/history.html", context)


def _entry(scan: Scan, person: object) -> Entry:
    kind, word = (
        ("ok", "已扫码")
        if scan.outcome == Scan.OK
        else _WORDS.get(scan.outcome, ("warn", "没扫成"))
    )
    shower = scan.code.shown_by.person if scan.code is not None else None
    by_other = shower is not None and shower.pk != person.pk
    return Entry(
        at=scan.created_at,
        title="被扫码",
        place_name=scan.institution.name,
        purpose=rules.business_name(scan.business_type),
        shown_by=shower.masked_name if by_other else "",
        outcome_kind=kind,
        outcome_word=word,
        url=reverse("vouchers:scanned", args=[scan.scan_id]),
    )

"""使用记录: where the code was shown and scanned, when, and by whom (feature 11, P81)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from yibao.kernel.insured_pages import for_insured

from ... import rules, selectors
from ...models import DynamicCode, Scan

_WORDS = {
    "voucher.code.expired": ("warn", "码已过期"),
    "voucher.code.used": ("warn", "码用过了"),
    "voucher.locked": ("warn", "密码锁定"),
    "voucher.suspended": ("warn", "已停用"),
    "voucher.step_up_required": ("warn", "要再验证"),
    "voucher.outside_service_hours": ("warn", "不在时间"),
}
SCANNED, FAILED, SHOWN = ("ok", "已扫码"), ("warn", "没扫成"), ("neutral", "没有被扫")
OWN_PAGES = "本平台"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list; ``who`` says who held the code, ``how`` which medium or app."""

    at: datetime
    title: str
    purpose: str
    who: str
    how: str
    outcome_kind: str
    outcome_word: str
    url: str = ""


@require_safe
@for_insured
def history(request: HttpRequest) -> HttpResponse:
    """Twenty at a time, newest first, of one month or all."""
    person: Any = request.user.person
    month = request.GET.get("month", "")
    month = month if selectors.usage.span_of(month) else ""
    uses, mark = selectors.usage.uses(person, before=request.GET.get("before", ""), month=month)
    rest = {"before": mark} | ({"month": month} if month else {})
    context = {
        "entries": [_entry(use, person) for use in uses],
        "next_url": f"?{urlencode(rest)}" if mark else "",
        "month": month,
        "months": [(one, _month_words(one)) for one in selectors.usage.months(person)],
    }
    return render(request, "vouchers/history.html", context)


def _month_words(month: str) -> str:
    year, number = month.split("-")
    return f"{year} 年 {int(number)} 月"


def _entry(use: selectors.usage.Use, person: Any) -> Entry:
    if use.scan is not None:
        return _scanned(use.scan, person)
    kind, word = SHOWN
    return Entry(
        at=use.at,
        title="出示医保码",
        purpose="",
        who=_who(use.code, person),
        how=use.code.channel.name if use.code.channel else OWN_PAGES,
        outcome_kind=kind,
        outcome_word=word,
    )


def _scanned(scan: Scan, person: Any) -> Entry:
    kind, word = SCANNED if scan.outcome == Scan.OK else _WORDS.get(scan.outcome, FAILED)
    return Entry(
        at=scan.created_at,
        title=scan.institution.name,
        purpose=rules.business_name(scan.business_type),
        who=_who(scan.code, person) if scan.code is not None else "",
        how=_medium(scan),
        outcome_kind=kind,
        outcome_word=word,
        url=reverse("vouchers:scanned", args=[scan.scan_id]),
    )


def _who(code: DynamicCode, person: Any) -> str:
    """The person, or the relative who held the phone (P81)."""
    shower = code.shown_by.person
    if shower is None or shower.pk == person.pk:
        return "您自己出示"
    return f"{shower.masked_name}替您出示"


def _medium(scan: Scan) -> str:
    """The plastic card beside the code (feature 12); the app where it was not our own page."""
    if scan.code is not None and scan.code.channel is not None:
        return scan.code.channel.name
    if scan.medium == Scan.Medium.SOCIAL_CARD:
        return "实体卡"
    return "" if scan.medium == Scan.Medium.CODE else scan.get_medium_display()

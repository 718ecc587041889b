"""One relative whose code this person shows: state, place, last use; what was shown and scanned."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from vouchers import selectors as vouchers
from yibao.kernel import clock
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...models import Binding
from ...rules import age_text
from ...selectors import consents
from ...states import LIVE_BINDINGS, BindingState
from .. import problems

OK, SCAN_FAILED, SHOWN = ("ok", "已扫码"), ("warn", "没扫成"), ("neutral", "没有被扫")


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its value."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the usage list."""

    at: datetime
    title: str
    purpose: str
    who: str
    kind: str
    word: str
    url: str = ""


def held(request: HttpRequest, ref: str) -> Binding:
    """The holder's binding; a stranger's, and one that is hidden by now, is not there (T31)."""
    binding = selectors.bindings.held(request.user, ref)
    if binding is None or selectors.bindings.is_hidden(binding):
        raise Http404
    return binding


@require_safe
@for_insured
def member(request: HttpRequest, ref: str) -> HttpResponse:
    """What stands between the two, and everything the holder can do."""
    binding = held(request, ref)
    standing = vouchers.standing(binding.member)
    problem = problems.problem_of(binding, request.user, standing)
    is_live = binding.state in LIVE_BINDINGS
    context = {
        "binding": binding,
        "name": binding.member.masked_name,
        "relation": selectors.bindings.member_word(binding),
        "rows": _rows(binding, standing),
        "problem": problem,
        "is_live": is_live,
        "is_silent": selectors.bindings.is_silent(binding),
        "may_ask": consents.may_ask_again(binding),
        "sees_bills": selectors.bindings.may_see_bills(binding),
        "hotline": problems.hotline(binding.member),
    }
    return render(request, "family/member.html", context)


def _rows(binding: Binding, standing: Any) -> list[Row]:
    person = binding.member
    rows = [
        Row("您的", selectors.bindings.member_word(binding)),
        Row("年龄", age_text(person.birth_date, clock.today(binding.tenant))),
    ]
    if not selectors.bindings.looks_ended(binding):
        rows += [Row("参保", f"{standing.insurance} · {standing.place}")]
    rows += [
        Row("绑定时间", _day(binding.began_at), binding.get_way_display()),
        Row("上次出示", _day(binding.last_shown_at) if binding.last_shown_at else "还没有出示过"),
    ]
    if selectors.bindings.may_see_bills(binding):
        rows.append(Row("账单和余额", "您可以看"))
    elif binding.state in LIVE_BINDINGS:
        rows.append(Row("账单和余额", "家人没有开放"))
    if binding.grace_until and binding.state == BindingState.CONSENT_PENDING_16:
        until = binding.grace_until
        rows.append(Row("等本人同意", f"{until.month} 月 {until.day} 日前还能出示"))
    return rows


def _day(moment: datetime) -> str:
    local = clock.local(moment)
    return f"{local.year} 年 {local.month} 月 {local.day} 日"


@require_safe
@for_insured
def usage(request: HttpRequest, ref: str) -> HttpResponse:
    """What this holder showed; everything, where the bills are open anyway (T39)."""
    binding = held(request, ref)
    sees_all = selectors.bindings.may_see_bills(binding)
    uses, mark = vouchers.usage.uses(
        binding.member,
        before=request.GET.get("before", ""),
        shown_by=None if sees_all else request.user,
    )
    context = {
        "binding": binding,
        "name": binding.member.masked_name,
        "relation": selectors.bindings.member_word(binding),
        "entries": [_entry(use, binding) for use in uses],
        "next_url": f"?{urlencode({'before': mark})}" if mark else "",
        "sees_all": sees_all,
        "can_show": selectors.bindings.is_showing(binding),
    }
    return render(request, "family/usage.html", context)


def _entry(use: Any, binding: Binding) -> Entry:
    who = _who(use.code, binding)
    if use.scan is None:
        return Entry(use.at, "出示医保码", "", who, *SHOWN)
    kind, word = OK if use.scan.outcome == use.scan.OK else SCAN_FAILED
    is_mine = use.code is not None and use.code.shown_by.person_id == binding.holder_id
    url = reverse("vouchers:scanned", args=[use.scan.scan_id]) if is_mine else ""
    return Entry(
        use.at,
        use.scan.institution.name,
        vouchers.usage.purpose_of(use.scan),
        who,
        kind,
        word,
        url,
    )


def _who(code: Any, binding: Binding) -> str:
    if code is None:
        return "用的是实体卡或证件"
    if code.shown_by.person_id == binding.holder_id:
        return "您出示"
    return "本人出示" if code.shown_by.person_id == binding.member_id else "别的家人出示"

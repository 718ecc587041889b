"""The test clock of a vendor's sandbox: where it stands, moving it, what fired."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yibao.kernel import clock
from yibao.sandbox import services, timers
from yibao.sandbox.errors import ClockOutOfRange

from ..guards import with_member
from .forms import PortalForm

_DAY = 86400
STEPS = {"minute": (60, "加 1 分钟"), "day": (_DAY, "加 1 天"), "year": (365 * _DAY, "加 1 年")}


class DayForm(PortalForm):
    """To which day the clock is moved; the time of day stays."""

    day = forms.DateField(
        label="拨到哪一天",
        help_text="今天以后的一天，例如 2027-01-01。时刻不变。",
        error_messages={"required": "请填写日期。", "invalid": "日期请写成 2027-01-01。"},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_safe
@with_member()
def page(request: Any) -> HttpResponse:
    """测试时钟."""
    return _shown(request, DayForm())


@require_POST
@with_member("DEVELOPER")
def move(request: Any) -> HttpResponse:
    """Move it by a step, to a day, or back to the real time; what is due fires behind it."""
    tenant, step = request.member.vendor.tenant, request.POST.get("step", "")
    form = DayForm(request.POST if step == "date" else None)
    if step == "date" and not form.is_valid():
        return _shown(request, form, status=422)
    seconds = _seconds(tenant, step, form)
    if not seconds:
        return redirect("portal:clock")
    try:
        services.move_clock(by=request.user, tenant=tenant, seconds=seconds)
    except ClockOutOfRange as refusal:
        if step != "date":
            raise
        form.add_error("day", refusal.message)
        return _shown(request, form, status=422)
    timers.owe(by=request.user, tenant=tenant)
    return redirect("portal:clock")


def _seconds(tenant: Any, step: str, form: DayForm) -> int:
    if step in STEPS:
        return STEPS[step][0]
    if step == "back":
        return -tenant.clock_offset_seconds
    return _days(clock.today(tenant), form.cleaned_data["day"]) * _DAY if step == "date" else 0


def _days(now: date, to: date) -> int:
    return (to - now) // timedelta(days=1)


def _shown(request: Any, form: DayForm, status: int = 200) -> HttpResponse:
    tenant = request.member.vendor.tenant
    context = {
        "form": form,
        "now": clock.now(tenant),
        "is_ahead": bool(tenant.clock_offset_seconds),
        "is_moving": timers.is_moving(tenant),
        "moves": [(name, words) for name, (_, words) in STEPS.items()],
        "log": [_line(one) for one in timers.log_of(tenant)],
    }
    return render(request, "portal/clock.html", context, status=status)


def _line(event: Any) -> dict[str, Any]:
    if event.verb == timers.FIRED:
        return {"at": event.at, "fired": timers.words_of(event.data["fired"]), "is_run": True}
    ahead = timedelta(seconds=event.data["offset"])
    return {"at": event.at, "to": event.at + ahead, "is_run": False}

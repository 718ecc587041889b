"""What can be done with a case beside judging it: take, hand back, set aside; one page each (T41).

Every act shows what will happen, asks why where that is owed, and makes one service call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yibao.audit import glass
from yibao.audit import services as audit
from yibao.kernel.console import ReasonForm, console_page, page_context
from yibao.kernel.console.actions import EmptyForm
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm

from .. import dossiers, refusals, services
from ..console import NOT_OFFERED
from ..desk import holds, taking
from ..models import Case, Skip
from . import case_access as access
from .case_access import DECIDE, LEAD, READ
from .case_page import FULL_NUMBER, glass_subject, number_of

_WHY_HELP = "会记入事项经过。不要写姓名、证件号和病情。"


def _words(label: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        min_length=2,
        max_length=60,
        help_text=_WHY_HELP,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        error_messages={"required": "请写明原因。"},
    )


class NoteForm(PlainForm):
    """A note that may stay empty."""

    note = _words("说明（可不填）", required=False)


class HoldForm(PlainForm):
    """Until when, and why."""

    preset = forms.ChoiceField(label="搁到", choices=holds.choices, widget=forms.RadioSelect)
    reason = _words("原因")


class SkipForm(PlainForm):
    """Why somebody else should do it."""

    why = forms.ChoiceField(label="为什么跳过", choices=Skip.Why, widget=forms.RadioSelect)
    note = _words("说明（选“其他”时要写）", required=False)


@dataclass(frozen=True, slots=True)
class Act:
    """One button. ``is_back``: afterwards the case is no longer this officer's."""

    label: str
    effect: str
    done: str
    right: str
    run: Callable[[Any, Case, dict[str, Any]], Any]
    form: type[forms.Form] = EmptyForm
    is_back: bool = False


def _unmask(user: Any, case: Case, said: dict[str, Any]) -> None:
    glass.open_session(
        by=user, subject=glass_subject(case), kind=FULL_NUMBER, reason=said["reason"]
    )


def _report(user: Any, case: Case, said: dict[str, Any]) -> None:
    audit.record("cases.case.picture_missing", by=user, subject=case)
    fence = said["fence"]
    taking.skip(by=user, ref=case.ref, why=Skip.Why.SYSTEM, note=said["note"], fence=fence)


ACTS: dict[str, Act] = {
    "take": Act(
        label="领取",
        effect="这件归您处理 15 分钟，有动作就自动延长，别人只能看。",
        done="已领取。",
        right=DECIDE,
        run=lambda user, case, said: services.take(by=user, ref=case.ref),
    ),
    "put-back": Act(
        label="放回队列",
        effect="这件回到队列，由其他同事处理。承诺时间不变。",
        done="已放回。",
        right=DECIDE,
        run=lambda user, case, said: services.put_back(
            by=user, ref=case.ref, note=said["note"], fence=said["fence"]
        ),
        form=NoteForm,
        is_back=True,
    ),
    "take-over": Act(
        label="接手",
        effect="从现在处理的同事那里接过来，对方不能再提交。原因会记入事项经过。",
        done="已接手。",
        right=LEAD,
        run=lambda user, case, said: taking.take_over(by=user, ref=case.ref, reason=said["reason"]),
        form=ReasonForm,
    ),
    "hold": Act(
        label="搁置",
        effect="到时间前只有您能接着审。给当事人的承诺时间不变。",
        done="已搁置。",
        right=DECIDE,
        run=lambda user, case, said: taking.hold(
            by=user, ref=case.ref, preset=said["preset"], reason=said["reason"], fence=said["fence"]
        ),
        form=HoldForm,
        is_back=True,
    ),
    "end-hold": Act(
        label="结束搁置",
        effect="这件马上回到队列，谁都能领。",
        done="已结束搁置。",
        right=DECIDE,
        run=lambda user, case, said: taking.end_hold(by=user, ref=case.ref),
    ),
    "skip": Act(
        label="跳过",
        effect="今天不再给您这一件，组长看得到原因。选“认识当事人”的，以后也不给您。",
        done="已跳过。",
        right=DECIDE,
        run=lambda user, case, said: taking.skip(
            by=user, ref=case.ref, why=said["why"], note=said["note"], fence=said["fence"]
        ),
        form=SkipForm,
        is_back=True,
    ),
    "report": Act(
        label="报告打不开",
        effect="记下材料打不开，这件放回队列，组长会看到。",
        done="已报告，这件放回了队列。",
        right=DECIDE,
        run=_report,
        form=NoteForm,
        is_back=True,
    ),
    "unmask": Act(
        label="显示全号",
        effect="10 分钟内显示姓名、证件号和出生日期。账号、时间和原因会记入审计，组长会复核。",
        done="已显示全号，10 分钟后恢复遮挡。",
        right=glass.OPEN_RIGHT,
        run=_unmask,
        form=ReasonForm,
    ),
}


@console_page(READ)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Say what will happen; when confirmed, do it."""
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    case = access.found(request.user, ref)
    if not request.user.has_perm(chosen.right):
        refusals.note(by=request.user, case=case, act=name, code=NOT_OFFERED)
        raise PermissionDenied
    form = chosen.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "fence": _fence(request.POST.get("fence", ""))}
        return _perform(request, case, chosen, said)
    standing, number = access.standing(request.user, case), number_of(case)
    context = page_context(
        request,
        f"{chosen.label} {number}",
        is_nav_sidebar_enabled=False,
        case=case,
        number=number,
        kind=dossiers.kind_of(case.case_type),
        act=chosen,
        form=form,
        fence=standing.fence if standing.is_mine else "",
    )
    return render(request, "admin/review/case_act.html", context)


def _fence(text: str) -> int | None:
    """The number under which the page was shown; None where it was shown without one (T36)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _perform(request: HttpRequest, case: Case, chosen: Act, said: dict[str, Any]) -> HttpResponse:
    try:
        chosen.run(request.user, case, said)
    except DomainError as refused:
        messages.error(request, refused.said)
        return redirect("review:case", ref=case.ref)
    messages.success(request, chosen.done)
    return redirect("review:queue") if chosen.is_back else redirect("review:case", ref=case.ref)

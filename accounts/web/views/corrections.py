"""更正参保信息: ask, and see what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.errors import TooManyCorrections
from accounts.rules import corrections as rules
from accounts.selectors import corrections, enrolments, regions
from accounts.services import corrections as service
from accounts.web.forms import PageForm, posted
from yibao.kernel import clock

from .guards import citizens_only

STATE_WORDS = {
    "OPEN": ("info", "已提交"),
    "IN_REVIEW": ("info", "审核中"),
    "APPROVED": ("ok", "已通过"),
    "REJECTED": ("error", "未通过"),
    "WITHDRAWN": ("neutral", "已撤回"),
}


class CorrectionForm(PageForm):
    """Which item, and what is wrong with it."""

    item = forms.ChoiceField(
        label="哪一项不对", choices=list(rules.ITEMS.items()), widget=forms.RadioSelect,
        error_messages={"required": "请选哪一项不对。"},
    )  # fmt: skip
    statement = forms.CharField(
        label="现在写的是什么，应该是什么",
        min_length=rules.SHORTEST,
        max_length=rules.LONGEST,
        help_text="最多 500 字。说清楚从什么时候起、有什么证明。",
        error_messages={"required": "请写清楚哪里不对。"},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def correct(request: HttpRequest) -> HttpResponse:
    """The form, and the own requests below it."""
    if request.user.person_id is None:
        return redirect("accounts:real-name")
    form = CorrectionForm(posted(request), initial={"item": request.GET.get("item", "")})
    if request.method == "POST" and form.is_valid() and _ask(request, form):
        return redirect("accounts:correct")
    person = request.user.person
    enrolment = enrolments.current(person)
    office = (enrolment.district_admdvs or enrolment.insuplc_admdvs) if enrolment else ""
    context = {
        "form": form,
        "requests": [(one, *STATE_WORDS[one.state]) for one in corrections.of(request.user)],
        "hotline": regions.hotline_of(office),
    }
    return render(request, "accounts/correct.html", context)


def _ask(request: HttpRequest, form: Any) -> bool:
    try:
        case = service.ask(
            by=request.user,
            item=form.cleaned_data["item"],
            statement=form.cleaned_data["statement"],
        )
    except TooManyCorrections as refused:
        form.refuse(refused)
        return False
    due = clock.local(case.due_at)
    messages.success(
        request,
        f"已提交，编号 {case.ref}。最迟 {due.month} 月 {due.day} 日 {due:%H:%M} 有结果。",
    )
    return True

"""对结果有疑问: once, another officer looks again within five working days (P184, feature 43)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yibao.kernel.errors import DomainError, NotFound
from yibao.kernel.formwords import PlainForm
from yibao.kernel.insured_pages import for_insured

from ...selectors import documents, reviews
from ...selectors import progress as found
from ...services import requests as service
from ..guards import own_request
from .slots import slot_page

SHORTEST, LONGEST = 5, 500
APPEAL_SLOT = "APPEAL"


class AppealForm(PlainForm):
    """Why the person thinks that it was wrong."""

    use_required_attribute = False
    statement = forms.CharField(
        label="您觉得哪里不对",
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="最多 500 字。说清楚您不同意哪一条，有什么证明。",
        error_messages={"required": "请写清楚您觉得哪里不对。"},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """The form; after it was sent, or where nothing was refused, the page says so."""
    row = own_request(request, ref)
    one = found.of(row)
    form: Any = AppealForm(request.POST if request.method == "POST" else None)
    context = {
        "one": one,
        "form": form if one.may_appeal else None,
        "files": [one for one in documents.current(row) if one.slot_code == APPEAL_SLOT],
    }
    if request.method != "POST" or not one.may_appeal:
        return render(request, "family/appeal.html", context)
    if form.is_valid() and _asked(request, ref, form):
        return redirect("family:request", ref=ref)
    return render(request, "family/appeal.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def files(request: HttpRequest, ref: str) -> HttpResponse:
    """Something more to show, where there is something to appeal against."""
    row = own_request(request, ref)
    if not reviews.may_appeal(row):
        raise NotFound
    return slot_page(request, row, APPEAL_SLOT, reverse("family:appeal", args=[ref]))


def _asked(request: HttpRequest, ref: str, form: Any) -> bool:
    try:
        service.appeal(by=request.user, ref=ref, statement=form.cleaned_data["statement"])
    except DomainError as refused:
        form.add_error(None, f"{refused.message}{refused.advice}")
        return False
    messages.success(request, "已提交复核，由另一位审核员看")
    return True

"""在线调试: the API from the browser, with a key of the vendor's own sandbox only."""

import json
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel import problems
from yibao.kernel.formwords import say_plainly
from yibao.web.reference_page import Operation

from .. import selectors
from ..guards import with_member
from ..reading import trying
from .forms import PortalForm, posted

_KEY_HEADER = "Idempotency-Key"
_LONGEST = 20_000


class CallForm(PortalForm):
    """One field for each parameter of an operation, and one for the body."""

    def __init__(self, *args: Any, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [one.name for one in operation.parameters]
        for one in operation.parameters:
            self.fields[one.name] = forms.CharField(
                label=f"{one.name}（{one.place}{'' if one.required else '，可不填'}）",
                help_text=one.text,
                required=one.required,
                max_length=255,
                initial=uuid4().hex if one.name == _KEY_HEADER else "",
            )
        if operation.request_fields:
            self.fields["body"] = forms.CharField(
                label="正文（JSON）",
                max_length=_LONGEST,
                initial=operation.request_example,
                widget=forms.Textarea(attrs={"rows": 12}),
            )
        for field in self.fields.values():
            say_plainly(field)

    def clean_body(self) -> str:
        """JSON, as it was written."""
        text = self.cleaned_data["body"]
        try:
            json.loads(text)
        except ValueError as wrong:
            raise ValidationError("正文不是合法的 JSON，请检查引号、逗号和括号。") from wrong
        return text


@require_safe
@never_cache
@with_member()
def page(request: Any) -> HttpResponse:
    """A key opens the list of calls; the key goes to the token address and nowhere else."""
    context = {
        "clients": selectors.clients_of(request.member.vendor),
        "groups": trying.groups(),
        "begins": trying.KEY_BEGINS,
        "live": trying.LIVE_BEGINS,
    }
    return render(request, "portal/try.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_member()
def call(request: Any, name: str) -> HttpResponse:
    """One call as a form; the answer is the command for it, which works in every shell."""
    operation = trying.operations().get(name)
    if operation is None:
        raise Http404
    form = posted(CallForm, request, operation=operation)
    command = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        values = {one: said[one] for one in form.names}
        base = problems.base_of(request)
        command = trying.command(operation, base, values, said.get("body", ""))
    context = {"operation": operation, "form": form, "command": command}
    return render(request, "portal/try_call.html", context)

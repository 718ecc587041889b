"""Writing a version: from nothing, from a file, or as an edited copy of another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from settlement.errors import PackRefused
from settlement.models import PolicyPack
from settlement.rules import pack_difference
from settlement.rules.pack_text import to_yaml
from settlement.services import pack_cases, packs
from yibao.kernel.console import console_page, page_context

from . import common
from .forms import PackForm


@console_page(common.DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Store a draft, or only show what it would change; what was typed is never lost."""
    former = _former(request.GET.get("from", ""))
    is_sent = request.method == "POST"
    form = PackForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        has_former=former is not None,
        initial={"text": to_yaml(former.document) if former else ""},
    )
    errors: list[dict[str, str]] = []
    changes = None
    if is_sent and form.is_valid():
        try:
            if "preview" not in request.POST:
                return _store(request, form.cleaned_data, former)
            document = packs.check(by=request.user, text=form.cleaned_data["text"])
            changes = pack_difference.difference(former.document, document) if former else []
        except PackRefused as refusal:
            errors = refusal.errors
    context = page_context(
        request, "写新版本", form=form, former=former, errors=errors, changes=changes
    )
    return render(request, "admin/policy/new.html", context)


def _former(text: str) -> PolicyPack | None:
    if not text:
        return None
    try:
        return common.pack_of(UUID(text))
    except ValueError as wrong:
        raise Http404 from wrong


def _store(request: HttpRequest, said: dict[str, Any], former: PolicyPack | None) -> HttpResponse:
    row = packs.import_pack(by=request.user, text=said["text"])
    if former is not None and said["with_cases"] and row.pk != former.pk:
        pack_cases.copy(by=request.user, pack_id=row.pk, former_id=former.pk)
    messages.success(request, "草稿已存。请跑算例，再请两个人批准。")
    return redirect("policy:pack", pack_id=row.pk)

"""Acts on reasons, each confirmed on a page that says what it does: activate, retire, drop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yibao.kernel.console import console_page, page_context
from yibao.kernel.errors import DomainError

from ..models import Reason
from ..reasons import versions as reason_versions
from . import reason_rows as rows
from .reason_views import LEAD, form_page, found_versions

State = Reason.State


@dataclass(frozen=True, slots=True)
class Act:
    """One act: from which state, what it does, in words."""

    label: str
    state: str
    run: Callable[..., Reason]
    effect: str
    done: str
    is_danger: bool = False


ACTS: dict[str, Act] = {
    "activate": Act(
        "启用", State.DRAFT, reason_versions.activate,
        "从现在起，审核人给出的就是这句话。上一个版本同时停用，以前的决定仍显示当时的话。"
        "启用以后不能改字，要改就写新版本。",
        "已启用。",
    ),
    "drop": Act(
        "撤下草稿", State.DRAFT, reason_versions.retire,
        "这个草稿不再启用。使用中的版本不变。", "草稿已撤下。",
    ),
    "retire": Act(
        "停用", State.ACTIVE, reason_versions.retire,
        "审核人不能再选这个理由。以前的决定仍显示当时的话。要再用，就写新版本。",
        "已停用。", is_danger=True,
    ),
}  # fmt: skip


@console_page(LEAD)
@form_page
def act(request: HttpRequest, case_type: str, code: str, act: str) -> HttpResponse:
    """Say what will happen; when confirmed, do it."""
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    source, found = found_versions(request, case_type, code)
    row = next((one.reason for one in found if one.reason.state == chosen.state), None)
    if row is None:
        messages.warning(request, "现在不能这样处理，请看最新的状态。")
        return redirect("review:reason", case_type=case_type, code=code)
    if request.method == "POST":
        return _done(request, chosen, row)
    before = next((one.reason for one in found if one.reason.state == State.ACTIVE), None)
    context = page_context(
        request,
        f"{chosen.label}：{row.label}",
        act=chosen,
        reason=row,
        before=before if before is not None and before.pk != row.pk else None,
        sentences=rows.sentences(row, source.places()),
        is_own=act == "activate" and row.created_by_id == request.user.pk,
    )
    return render(request, "admin/review/reason_act.html", context)


def _done(request: HttpRequest, chosen: Act, row: Any) -> HttpResponse:
    if request.POST.get("version") != str(row.version):
        messages.warning(request, "这个理由码的状态已经变了，请看最新的版本。")
        return redirect("review:reason", case_type=row.case_type, code=row.code)
    try:
        chosen.run(by=request.user, reason=row)
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        messages.success(request, chosen.done)
    return redirect("review:reason", case_type=row.case_type, code=row.code)

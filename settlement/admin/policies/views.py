"""参保地规则: the versions, one version in words, two versions side by side."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from settlement.models import PolicyPack
from settlement.rules import pack_difference, pack_words
from settlement.selectors import packs as found
from settlement.states import PackState
from yibao.kernel.console import console_page, page_context

from ..words import state_tag
from . import common
from .forms import MonthForm

#: Other rules of a place: right, list, name.
_OTHERS = (
    ("family.view_familypolicy", "admin:family_familypolicy_changelist", "家庭账户办理规则"),
    ("family.view_aidpolicy", "admin:family_aidpolicy_changelist", "家庭共济规则"),
    ("family.view_proofset", "admin:family_proofset_changelist", "办理材料"),
    ("vouchers.view_voucherpolicy", "admin:vouchers_voucherpolicy_changelist", "医保码规则"),
    ("settlement.view_catalogueitem", "admin:settlement_catalogueitem_changelist", "医保目录"),
)


@console_page(common.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every version with its state, its days and whether its cases passed."""
    rows = PolicyPack.objects.defer("document").annotate(case_count=Count("cases"))
    lines = [
        {
            "row": row,
            "state": state_tag(row),
            "period": common.period_of(row),
            "run": found.newest_golden(row),
            "unproven": found.unproven(row) if row.state == PackState.DRAFT else "",
        }
        for row in rows.order_by("region", "-pk")[:100]
    ]
    context = page_context(
        request, "参保地规则", lines=lines, others=_others(request),
        may_draft=request.user.has_perm(common.DRAFT),
    )  # fmt: skip
    return render(request, "admin/policy/index.html", context)


def _others(request: HttpRequest) -> list[dict[str, str]]:
    links = []
    for right, name, label in _OTHERS:
        if not request.user.has_perm(right):
            continue
        try:
            links.append({"url": reverse(name), "label": label})
        except NoReverseMatch:
            continue
    return links


@console_page(common.READ)
@require_safe
def pack(request: HttpRequest, pack_id: Any) -> HttpResponse:
    """One version: how far it is, its cases, its rules in words, months worked out under it."""
    row = common.pack_of(pack_id)
    run = found.newest_golden(row)
    failed = run.outcome["failed"] if run else {}
    passed = set(run.outcome["passed"]) if run else set()
    cases = [
        {"row": one, "failed": failed.get(one.title), "passed": one.title in passed}
        for one in row.cases.defer("document", "expect")
    ]
    context = page_context(
        request,
        f"{row.name} {row.version}",
        row=row,
        state=state_tag(row),
        period=common.period_of(row),
        groups=pack_words.described(row.document),
        cases=cases,
        run=run,
        unproven=found.unproven(row),
        former=common.former_of(row),
        links=common.approval_links(request, row),
        months=common.months_of(row, request),
        month_form=MonthForm(tenant=request.user.tenant),
        is_draft=row.state == PackState.DRAFT,
        may_draft=request.user.has_perm(common.DRAFT),
        may_work=common.may_work(request),
    )
    return render(request, "admin/policy/pack.html", context)


@console_page(common.READ)
@require_safe
def compare(request: HttpRequest, pack_id: Any) -> HttpResponse:
    """What a version changes against another one of its place, field by field."""
    row = common.pack_of(pack_id)
    others = PolicyPack.objects.filter(region=row.region).exclude(pk=row.pk).defer("document")
    chosen = others.filter(version=request.GET.get("with", "")[:40]).first()
    former = chosen or common.former_of(row)
    changes = pack_difference.difference(former.document, row.document) if former else []
    context = page_context(
        request, f"{row.version} 改了什么", row=row, former=former, others=others.order_by("-pk"),
        changes=changes,
    )  # fmt: skip
    return render(request, "admin/policy/compare.html", context)

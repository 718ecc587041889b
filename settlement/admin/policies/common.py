"""What the pages of policy versions share: rights, a version by its address, links."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from settlement.models import PackCase, PackRun, PolicyPack
from settlement.states import PackState

READ = "settlement.view_policypack"
DRAFT = "settlement.draft_policypack"
APPROVE = "settlement.approve_policypack"


def pack_of(pack_id: Any) -> PolicyPack:
    """The version; 404 for an unknown one."""
    rows = PolicyPack.objects.select_related("first_approver", "second_approver")
    row = rows.filter(pk=pack_id).first()
    if row is None:
        raise Http404
    return row


def case_of(pack_id: Any, case_id: Any) -> PackCase:
    """A case of a version; 404 for an unknown one."""
    row = PackCase.objects.select_related("pack").filter(pack_id=pack_id, pk=case_id).first()
    if row is None:
        raise Http404
    return row


def former_of(row: PolicyPack) -> PolicyPack | None:
    """What a version is best compared with: the one in force, else the one before it."""
    others = PolicyPack.objects.filter(region=row.region).exclude(pk=row.pk).defer("document")
    in_force = others.filter(state=PackState.ACTIVE, effective__overlap=row.effective).first()
    return in_force or others.filter(imported_at__lt=row.imported_at).order_by("-pk").first()


def period_of(row: PolicyPack) -> str:
    """From and to; the last day is not included."""
    until = f"到 {row.effective.upper} 前" if row.effective.upper else "起一直有效"
    return f"{row.effective.lower} {until}"


def may_work(request: HttpRequest) -> bool:
    """Whether the reader may run cases and months."""
    return request.user.has_perm(DRAFT) or request.user.has_perm(APPROVE)


def approval_links(request: HttpRequest, row: PolicyPack) -> list[dict[str, str]]:
    """The confirmation pages of approving and retiring, as far as they apply now."""
    if not request.user.has_perm(APPROVE):
        return []
    found = []
    if row.state == PackState.DRAFT and row.first_approver_id is None:
        found.append(("approve-first", "批准（第一人）", ""))
    elif row.state == PackState.DRAFT:
        found.append(("approve-second", "批准（第二人）并启用", ""))
    if row.state != PackState.RETIRED:
        found.append(("retire", "停用", "danger"))
    return [
        {
            "url": reverse("admin:settlement_policypack_do", args=[row.pk, name]),
            "label": label,
            "kind": kind,
        }
        for name, label, kind in found
    ]


def months_of(row: PolicyPack, request: HttpRequest) -> Any:
    """Months that were worked out under a version, in the reader's world, the newest first."""
    runs = PackRun.objects.filter(
        pack=row, kind=PackRun.Kind.WHAT_IF, tenant_id=request.user.tenant_id
    )
    return runs.order_by("-created_at")[:20]

"""Numbers of settlement on the first page of the console."""

from django.db.models import Count, Sum
from django.http import HttpRequest
from django.urls import reverse

from settlement.models import Clearing, Difference, Refund, Settlement, SettlementAttempt
from settlement.states import AttemptState, ClearingState, DifferenceState
from yibao.kernel import clock
from yibao.kernel.console import Card, card, health, yuan
from yibao.kernel.console.filters import start_of_day


@card(permission="settlement.view_settlement", order=20)
def bills_today(request: HttpRequest) -> list[Card]:
    """Bills of today: how many, how much, and who paid."""
    rows = Settlement.objects.filter(setl_time__gte=start_of_day())
    if not request.user.is_superuser:
        rows = rows.filter(tenant_id=request.user.tenant_id)
    sums = rows.aggregate(
        count=Count("pk"), total=Sum("medfee_sumamt_fen"), funds=Sum("fund_pay_sumamt_fen")
    )
    url = reverse("admin:settlement_settlement_changelist") + "?setl_time_since=today"
    note = f"其中基金支付 {yuan(sums['funds'] or 0)} 元"
    return [
        Card("结算", str(sums["count"]), "笔", url=url),
        Card("结算金额", yuan(sums["total"] or 0), "元", note, url),
    ]


@card(permission="settlement.view_refund", order=30)
def refunds_today(request: HttpRequest) -> list[Card]:
    """Refunds of today."""
    rows = Refund.objects.filter(created_at__gte=start_of_day())
    if not request.user.is_superuser:
        rows = rows.filter(settlement__tenant_id=request.user.tenant_id)
    sums = rows.aggregate(count=Count("pk"), total=Sum("medfee_sumamt_fen"))
    url = reverse("admin:settlement_refund_changelist") + "?created_at_since=today"
    return [Card("退费", str(sums["count"]), "笔", f"共 {yuan(sums['total'] or 0)} 元", url)]


@card(permission="settlement.view_reconciliation", order=40)
def reconciliation(request: HttpRequest) -> list[Card]:
    """Differences that nobody has explained and months that wait for finance."""
    found = Difference.objects.exclude(state=DifferenceState.RESOLVED)
    asked = Clearing.objects.filter(state__in=[ClearingState.APPLIED, ClearingState.AUDITED])
    if not request.user.is_superuser:
        found = found.filter(reconciliation__tenant_id=request.user.tenant_id)
        asked = asked.filter(tenant_id=request.user.tenant_id)
    months = reverse("admin:settlement_clearing_changelist")
    return [
        Card("对账差异", str(found.count()), "条", "没处理的", reverse("reconcile:month")),
        Card("月度清算", str(asked.count()), "件", "等审核或拨付", months),
    ]


@health
def attempts_health() -> str:
    """Settle calls that should have had a result."""
    late = SettlementAttempt.objects.filter(
        state=AttemptState.PENDING, deadline_at__lt=clock.now()
    ).exists()
    return "有结算请求超时还没有结果，请检查后台进程" if late else ""

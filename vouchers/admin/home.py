"""Numbers of vouchers on the first page of the console."""

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from vouchers.models import Scan
from yibao.kernel.console import Card, card
from yibao.kernel.console.filters import start_of_day


@card(permission="vouchers.view_scan", order=10)
def scans_today(request: HttpRequest) -> list[Card]:
    """Scans of today, done and refused."""
    rows = Scan.objects.filter(created_at__gte=start_of_day())
    if not request.user.is_superuser:
        rows = rows.filter(tenant_id=request.user.tenant_id)
    counts = rows.aggregate(
        ok=Count("pk", filter=Q(outcome=Scan.OK)), refused=Count("pk", filter=~Q(outcome=Scan.OK))
    )
    base = reverse("admin:vouchers_scan_changelist") + "?created_at_since=today&result="
    return [
        Card("扫码成功", str(counts["ok"]), "次", url=base + "ok"),
        Card("扫码被拒", str(counts["refused"]), "次", url=base + "refused"),
    ]

"""What of a person is still open in the books and hinders leaving."""

from datetime import timedelta
from typing import Any

from accounts.data import OpenMatter
from yibao.kernel import clock

from ..models import CardCharge, CardRefund, Visit
from ..states import CardRefundState, ChargeState, VisitState

#: A visit that nobody has touched for so long will not be settled any more.
_FORGOTTEN = timedelta(days=30)
_CHARGES = (ChargeState.AWAITING, ChargeState.PENDING, ChargeState.IN_DOUBT, ChargeState.DONE)
_REFUNDS = (CardRefundState.PENDING, CardRefundState.IN_DOUBT, CardRefundState.MANUAL)


def open_matters(person: Any) -> list[OpenMatter]:
    """Visits without a bill, payments by card under way, money on its way back."""
    found = [
        OpenMatter(
            title=f"{visit.institution.name}的就诊还没结账",
            advice="请先在收费窗口结账，或请医院取消这次登记。",
        )
        for visit in _visits(person)
    ]
    if CardCharge.objects.filter(card__person=person, state__in=_CHARGES).exists():
        found.append(OpenMatter("银行卡有一笔扣款还没结果", "一般几分钟就有结果，请稍后再来。"))
    if CardRefund.objects.filter(charge__card__person=person, state__in=_REFUNDS).exists():
        found.append(OpenMatter("有一笔钱正在退回银行卡", "退款到账以后再注销，一般 1 到 3 天。"))
    return found


def _visits(person: Any) -> Any:
    return (
        Visit.objects.filter(
            person=person,
            state__in=[VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED],
            created_at__gt=clock.now() - _FORGOTTEN,
        )
        .select_related("institution")
        .order_by("created_at")
    )

"""What of a person is still open in the books and hinders leaving."""

from datetime import timedelta
from typing import Any

from accounts.data import OpenMatter
from yibao.kernel import clock

from ..models import CardCharge, CardRefund, Premium, Visit
from ..states import CardRefundState, ChargeState, PremiumState, VisitState
from . import offline, stays, wallets

#: A visit that nobody has touched for so long will not be settled any more.
_FORGOTTEN = timedelta(days=30)
_CHARGES = (ChargeState.AWAITING, ChargeState.PENDING, ChargeState.IN_DOUBT, ChargeState.DONE)
_REFUNDS = (CardRefundState.PENDING, CardRefundState.IN_DOUBT, CardRefundState.MANUAL)


def open_matters(person: Any) -> list[OpenMatter]:
    """Visits without a bill, payments and premiums under way, money on its way back."""
    found = [
        OpenMatter(
            title=f"{stay.institution.name}的住院还没结账",
            advice="请先在那家医院办出院、结账。",
        )
        for stay in stays.open_of_person(person)
    ]
    found += [
        OpenMatter(
            title=f"{visit.institution.name}的就诊还没结账",
            advice="请先在收费窗口结账，或请医院取消这次登记。",
        )
        for visit in _visits(person)
    ]
    if CardCharge.objects.filter(card__person=person, state__in=_CHARGES).exists():
        found.append(OpenMatter("银行卡有一笔扣款还没结果", "一般几分钟就有结果，请稍后再来。"))
    if Premium.objects.filter(payer=person, state=PremiumState.PENDING).exists():
        found.append(OpenMatter("居民医保缴费还没结果", "有了结果会发消息，最迟一天，请稍后再来。"))
    if CardRefund.objects.filter(charge__card__person=person, state__in=_REFUNDS).exists():
        found.append(OpenMatter("有一笔钱正在退回银行卡", "退款到账以后再注销，一般 1 到 3 天。"))
    if offline.open_of(person):
        found.append(
            OpenMatter("断网时记的账还在核对", "一般几分钟就有结果，核查中的请等经办机构。")
        )
    if wallets.under_way(person).exists():
        advice = "请先接收或退回；您转出的，可以在“医保钱包”里取消。"
        found.append(OpenMatter("有一笔钱包转账还没办结", advice))
    return found


def _visits(person: Any) -> Any:
    return (
        Visit.objects.filter(
            person=person,
            stay__isnull=True,
            state__in=[VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED],
            created_at__gt=clock.now() - _FORGOTTEN,
        )
        .select_related("institution")
        .order_by("created_at")
    )

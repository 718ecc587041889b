"""What the patient said on the phone to an order of mobile payment."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..states import ConfirmationState

AMOUNTS = ("total_fen", "fund_fen", "hospital_fen", "own_fen", "aid_fen", "cash_fen")


def confirmation_ref() -> str:
    """Opaque reference; the patient's phone opens it."""
    return new_ref("P")


class MobileConfirmation(models.Model):
    """The patient's word; amounts (分) and ``acct_used_flag`` are those that were agreed to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=confirmation_ref)
    order = models.OneToOneField(
        "gateway.MobileOrder",
        on_delete=models.PROTECT,
        related_name="confirmation",
        verbose_name="订单",
    )
    state = models.CharField(
        "状态", max_length=10, choices=ConfirmationState, default=ConfirmationState.WAITING
    )
    asked_at = models.DateTimeField("提出时间")
    expires_at = models.DateTimeField("有效到")
    answered_at = models.DateTimeField("答复时间", null=True)
    acct_used_flag = models.CharField("个人账户使用标志", max_length=1, blank=True)
    total_fen = models.BigIntegerField("总费用", default=0)
    fund_fen = models.BigIntegerField("医保付", default=0)
    hospital_fen = models.BigIntegerField("医院负担", default=0)
    own_fen = models.BigIntegerField("个人账户付", default=0)
    aid_fen = models.BigIntegerField("家庭共济付", default=0)
    cash_fen = models.BigIntegerField("自己掏", default=0)

    class Meta:
        verbose_name = "移动支付确认"
        verbose_name_plural = "移动支付确认"
        constraints = [
            models.CheckConstraint(
                name="gateway_confirmation_adds_up",
                condition=Q(
                    total_fen=F("fund_fen")
                    + F("hospital_fen")
                    + F("own_fen")
                    + F("aid_fen")
                    + F("cash_fen")
                ),
            ),
            models.CheckConstraint(
                name="gateway_confirmation_is_of_a_choice",
                condition=~Q(state="CONFIRMED") | Q(acct_used_flag__in=["0", "1", "2"]),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

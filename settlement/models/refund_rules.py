"""Regional rules of taking a bill back (feature row 54, P195): versions, never rewritten."""

from datetime import time

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id


class SettlementRules(models.Model):
    """Until when a bill is voided (撤销), refunded (退费); ``data.refund_rules`` has the defaults.

    The area is the institution's: the place of care runs its tills (P163).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.PROTECT, related_name="+", verbose_name="地区"
    )
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)
    void_until = models.TimeField("当天几点前算撤销", default=time(23, 59, 59))
    refund_days = models.PositiveSmallIntegerField("结算后多少天内可以退费", default=365)
    after_clearing = models.BooleanField("清算拨付以后还可以退费", default=True)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = "退费的地区规则"
        verbose_name_plural = "退费的地区规则"
        constraints = [
            models.UniqueConstraint(
                name="settlement_rules_one_a_start", fields=["region", "valid_from"]
            ),
            models.CheckConstraint(
                name="settlement_rules_period_is_ordered",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.valid_from}"

"""A message of the mobile-payment centre that is owed to an institution (6204, 6302)."""

from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id


class MobileCallback(models.Model):
    """Owed while ``due_at`` has a time; ``told_at`` when the institution said that it took it.

    What it says is made from the order when it is sent, so that it is never out of date. Given up
    after the last try: neither time is set, and ``fault`` says why.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    app = models.ForeignKey(
        "gateway.MobileApp",
        on_delete=models.PROTECT,
        related_name="callbacks",
        verbose_name="移动支付应用",
    )
    order = models.ForeignKey(
        "gateway.MobileOrder",
        on_delete=models.PROTECT,
        related_name="callbacks",
        verbose_name="订单",
    )
    infno = models.CharField("交易编号", max_length=4)
    mark = models.CharField(max_length=40, editable=False)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    fault = models.CharField("没送到的原因", max_length=60, blank=True)
    due_at = models.DateTimeField("下次通知", null=True, blank=True)
    told_at = models.DateTimeField("送到时间", null=True, blank=True)
    created_at = models.DateTimeField("发生时间")

    class Meta:
        verbose_name = "移动支付通知"
        verbose_name_plural = "移动支付通知"
        permissions = [("repeat_mobilecallback", "可以重发移动支付通知")]
        constraints = [
            models.UniqueConstraint(
                name="gateway_callback_once", fields=["app", "order", "infno", "mark"]
            ),
            models.CheckConstraint(
                name="gateway_callback_owed_or_told",
                condition=Q(due_at__isnull=True) | Q(told_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="gateway_callback_due", fields=["due_at"], condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.infno} {self.order_id}"

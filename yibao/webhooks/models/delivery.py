"""Facts, the messages that are owed for them, and every try to deliver one."""

from django.db import models

from yibao.kernel.ids import new_id, new_ref

from ..states import DeliveryState


def event_ref() -> str:
    """The ``webhook-id``: the same on every try and at every address."""
    return new_ref("msg_")


def delivery_ref() -> str:
    """Opaque reference of a delivery."""
    return new_ref("D")


class Event(models.Model):
    """One fact that partners of an institution are told of; ``body`` is what is sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=event_ref)
    key = models.CharField("唯一键", max_length=160, unique=True)
    type = models.CharField("类型", max_length=40)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    body = models.JSONField("内容（只有编号）")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        indexes = [models.Index(name="webhooks_event_created", fields=["created_at"])]

    def __str__(self) -> str:
        return self.ref


class Delivery(models.Model):
    """One message to one address. A worker leases it; a dead worker's lease ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=delivery_ref)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(
        "webhooks.Endpoint",
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name="通知地址",
    )
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState, default=DeliveryState.PENDING
    )
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    failures = models.PositiveSmallIntegerField("连续没送到", default=0)
    due_at = models.DateTimeField("下次投递")
    lease_until = models.DateTimeField("租期", null=True)
    fence = models.BigIntegerField("租号", default=0)
    # What the client of a sandbox asked for with the call; gone after the first try.
    fault = models.CharField("演示故障", max_length=24, blank=True, default="")
    created_at = models.DateTimeField("产生时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "投递"
        verbose_name_plural = "投递"
        constraints = [
            models.UniqueConstraint(
                name="webhooks_delivery_once_an_address", fields=["event", "endpoint"]
            ),
        ]
        indexes = [
            models.Index(
                name="webhooks_delivery_due",
                fields=["due_at"],
                condition=models.Q(state="PENDING"),
            ),
            models.Index(name="webhooks_delivery_endpoint", fields=["endpoint", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.ref


class Attempt(models.Model):
    """One try: what was answered, in how many milliseconds, or why nothing was."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField("第几次")
    at = models.DateTimeField("时间")
    ms = models.PositiveIntegerField("毫秒")
    status = models.PositiveSmallIntegerField("应答", null=True)
    failure = models.CharField("没成的原因", max_length=20, blank=True)
    answer = models.CharField("应答开头", max_length=500, blank=True)

    class Meta:
        verbose_name = "投递记录"
        verbose_name_plural = "投递记录"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="webhooks_attempt_number_is_unique", fields=["delivery", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number}"

"""The outbox: what is owed to the outside, written with the fact itself (T85, T86, I21)."""

from django.db import models

from ..ids import new_id


class OutboxMessage(models.Model):
    """An effect that must happen at least once after its transaction commits.

    ``payload`` holds ids only. ``key`` makes the effect unique. A relay leases due rows with SKIP
    LOCKED, runs the handlers of the topic and marks the row done; a failure moves ``due_at``.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", "待发"
        DONE = "DONE", "已完成"
        DEAD = "DEAD", "停止重试"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField("主题", max_length=80)
    key = models.CharField("唯一键", max_length=160, unique=True)
    payload = models.JSONField("内容（只有编号）", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField("次数", default=0)
    due_at = models.DateTimeField("下次处理")
    lease_until = models.DateTimeField("租期", null=True)
    fence = models.BigIntegerField("租号", default=0)
    last_error = models.CharField("上次错误", max_length=300, blank=True)
    created_at = models.DateTimeField("写入时间")
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "待办消息"
        verbose_name_plural = "待办消息"
        indexes = [
            models.Index(
                name="kernel_outbox_due", fields=["due_at"], condition=models.Q(state="PENDING")
            ),
            models.Index(name="kernel_outbox_created", fields=["-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"

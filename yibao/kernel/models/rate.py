"""Counters of limits that guard security; they survive the loss of Redis (T78)."""

from django.db import models


class RateCounter(models.Model):
    """How often something happened in one window; raised atomically in one statement."""

    key = models.CharField("对象", max_length=120)
    window_start = models.DateTimeField("窗口起点")
    window_seconds = models.PositiveIntegerField("窗口长度（秒）")
    hits = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "频率计数"
        verbose_name_plural = "频率计数"
        constraints = [
            models.UniqueConstraint(
                name="kernel_ratecounter_is_unique",
                fields=["key", "window_seconds", "window_start"],
            ),
        ]

    def __str__(self) -> str:
        return self.key

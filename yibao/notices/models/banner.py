"""A line on every citizen page: planned closing, disturbance, good to know."""

from datetime import datetime

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id


class Banner(models.Model):
    """What everybody should know from one moment to another; ended early by ``ended_at``."""

    class Kind(models.TextChoices):
        INFO = "info", "提示"
        WARN = "warn", "暂停服务"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("类别", max_length=4, choices=Kind, default=Kind.WARN)
    title = models.CharField("标题", max_length=30)
    text = models.CharField("内容", max_length=200)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="发布人"
    )
    set_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "公告"
        verbose_name_plural = "公告"
        constraints = [
            models.CheckConstraint(
                name="notices_banner_period_is_ordered",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]
        indexes = [models.Index(name="notices_banner_end", fields=["ends_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def over_at(self) -> datetime:
        """When it goes off the pages, or went: as planned, or earlier."""
        return min(self.ended_at or self.ends_at, self.ends_at)

    def stage(self, moment: datetime) -> str:
        """``coming``, ``now`` or ``over``."""
        if self.over_at <= moment:
            return "over"
        return "now" if self.starts_at <= moment else "coming"

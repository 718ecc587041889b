"""Tenants: the live installation is one of them, each sandbox another."""

from django.db import models


class Tenant(models.Model):
    """A world of people, institutions and clients that never mixes with another one.

    ``clock_offset_seconds`` shifts a sandbox's clock; the live tenant's is held at zero by CHECK.
    """

    class Kind(models.TextChoices):
        LIVE = "LIVE", "正式"
        SANDBOX = "SANDBOX", "演示"

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    clock_offset_seconds = models.BigIntegerField("时钟偏移（秒）", default=0)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "租户"
        verbose_name_plural = "租户"
        constraints = [
            models.CheckConstraint(
                name="kernel_tenant_live_has_no_offset",
                condition=~models.Q(kind="LIVE") | models.Q(clock_offset_seconds=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sandbox(self) -> bool:
        """Whether everything in it is made up."""
        return self.kind == self.Kind.SANDBOX

"""Policy packs: regional rules as immutable, dated versions (P195)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from yibao.kernel.ids import new_id

from ..states import PackState


class PolicyPack(models.Model):
    """One version of one region's rules; the document never changes after import.

    ``effective`` is a half-open date range; active versions of a region do not overlap.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField("统筹区", max_length=6)
    name = models.CharField("名称", max_length=60)
    version = models.CharField("版本", max_length=40)
    official = models.BooleanField("医保局已确认", default=False)
    source = models.CharField("依据", max_length=200, blank=True)
    effective = DateRangeField("生效日期")
    document = models.JSONField("规则")
    sha256 = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=PackState, default=PackState.DRAFT)
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)
    first_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="第一审批人",
    )
    second_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="第二审批人",
    )
    activated_at = models.DateTimeField("启用时间", null=True, blank=True)

    class Meta:
        verbose_name = "政策包"
        verbose_name_plural = "政策包"
        constraints = [
            models.UniqueConstraint(
                name="settlement_policypack_version_is_unique", fields=["region", "version"]
            ),
            ExclusionConstraint(
                name="settlement_policypack_active_do_not_overlap",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    ("effective", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state="ACTIVE"),
            ),
            models.CheckConstraint(
                name="settlement_policypack_two_approvers",
                condition=~models.Q(state="ACTIVE")
                | (
                    models.Q(first_approver__isnull=False, second_approver__isnull=False)
                    & ~models.Q(first_approver=models.F("second_approver"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

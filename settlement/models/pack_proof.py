"""What proves a policy version: its golden cases, and what came of running them (P195)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id


class PackCase(models.Model):
    """One made-up case with its known answer, bound to one version while that is a draft.

    ``document`` is the case as ``explain_settlement`` takes it; ``expect`` holds ``setlinfo``,
    ``payers`` and ``counters`` as texts in yuan. A case never changes: another one replaces it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.ForeignKey(
        "settlement.PolicyPack", on_delete=models.PROTECT, related_name="cases", verbose_name="版本"
    )
    title = models.CharField("编号", max_length=40)
    why = models.CharField("说明", max_length=200, blank=True)
    document = models.JSONField("算例")
    expect = models.JSONField("应得的结果")
    sha256 = models.CharField("摘要", max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("放入时间")

    class Meta:
        verbose_name = "算例"
        verbose_name_plural = "算例"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                name="settlement_packcase_title_is_unique", fields=["pack", "title"]
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PackRun(models.Model):
    """One run over a version: its golden cases, or a month of bills worked out again.

    ``passed`` counts for exactly this content (``pack_sha256``) and these cases
    (``cases_sha256``). ``outcome`` holds sums and counts, never a person; ``after`` is the bill
    up to which a month has been worked out, forgotten at its end.
    """

    class Kind(models.TextChoices):
        GOLDEN = "GOLDEN", "算例"
        WHAT_IF = "WHAT_IF", "按上月账单试算"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.ForeignKey(
        "settlement.PolicyPack", on_delete=models.PROTECT, related_name="runs", verbose_name="版本"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    pack_sha256 = models.CharField("规则摘要", max_length=64)
    cases_sha256 = models.CharField("算例摘要", max_length=64, blank=True)
    passed = models.BooleanField("全部相符", null=True)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, null=True)
    month = models.DateField("月份", null=True)
    total = models.PositiveIntegerField("账单数", default=0)
    done = models.PositiveIntegerField("已算", default=0)
    after = models.UUIDField(null=True, editable=False)
    outcome = models.JSONField("结果", default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "政策包试算"
        verbose_name_plural = "政策包试算"
        constraints = [
            models.CheckConstraint(
                name="settlement_packrun_kind_has_its_fields",
                condition=Q(
                    kind="GOLDEN", passed__isnull=False, ended_at__isnull=False, month__isnull=True
                )
                | Q(kind="WHAT_IF", passed__isnull=True, month__isnull=False, tenant__isnull=False),
            ),
            models.UniqueConstraint(
                name="settlement_packrun_one_at_a_time",
                fields=["pack", "tenant", "month"],
                condition=Q(kind="WHAT_IF", ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="settlement_packrun_newest", fields=["pack", "kind", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.get_kind_display()}"

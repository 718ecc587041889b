"""Reasons that officers give, in versions, and each use of one (feature 35)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id

from .case import Case, Decision


class Reason(models.Model):
    """One version of a reason; its words never change once it was active.

    ``slots`` are the places for pictures that it fits, empty for any; ``{slot}`` in ``words`` is
    the place's name. ``verdict`` marks the pictures of the place: RETAKE or MISMATCH. A draft has
    an author and is activated by somebody else; the first versions came with the product.
    """

    class Kind(models.TextChoices):
        RETURN = "RETURN", "退回补正"
        REJECT = "REJECT", "不通过"

    class State(models.TextChoices):
        DRAFT = "DRAFT", "草稿"
        ACTIVE = "ACTIVE", "使用中"
        RETIRED = "RETIRED", "已停用"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    case_type = models.CharField("事项类型", max_length=60)
    kind = models.CharField("用于", max_length=8, choices=Kind)
    code = models.CharField("理由码", max_length=40)
    version = models.PositiveIntegerField("版本", default=1)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    label = models.CharField("给审核人看的名称", max_length=40)
    words = models.CharField("给申请人的话", max_length=200)
    what_to_do = models.CharField("要做什么", max_length=200, blank=True)
    slots = models.JSONField("适用的材料位置", default=list, blank=True)
    verdict = models.CharField("照片记为", max_length=8, blank=True)
    alias = models.CharField("对照编号", max_length=20, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="起草人",
    )
    created_at = models.DateTimeField("起草时间")
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="启用人",
    )
    active_from = models.DateTimeField("启用时间", null=True, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "理由码"
        verbose_name_plural = "理由码"
        constraints = [
            models.UniqueConstraint(
                name="cases_reason_version", fields=["tenant", "case_type", "code", "version"]
            ),
            models.UniqueConstraint(
                name="cases_reason_one_active",
                fields=["tenant", "case_type", "code"],
                condition=models.Q(state="ACTIVE"),
            ),
            models.UniqueConstraint(
                name="cases_reason_one_draft",
                fields=["tenant", "case_type", "code"],
                condition=models.Q(state="DRAFT"),
            ),
            models.CheckConstraint(
                name="cases_reason_activated_by_another",
                condition=models.Q(activated_by__isnull=True)
                | models.Q(created_by__isnull=True)
                | ~models.Q(activated_by=models.F("created_by")),
            ),
            models.CheckConstraint(
                name="cases_reason_active_by_somebody",
                condition=~models.Q(state="ACTIVE")
                | models.Q(active_from__isnull=False, created_by__isnull=True)
                | models.Q(active_from__isnull=False, activated_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def say(self, slot_title: str = "") -> str:
        """The sentence for the person, with the name of the place."""
        return f"{self.words}{self.what_to_do}".replace("{slot}", slot_title)

    def fits(self, slot_code: str) -> bool:
        """Whether it may be given for a place."""
        return not self.slots or slot_code in self.slots


class ReasonUse(models.Model):
    """A reason given in a decision, for one place; append-only: the metric of feature 35."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reasons")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="uses")
    slot_code = models.CharField("材料位置", max_length=40, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "理由使用"
        verbose_name_plural = "理由使用"
        constraints = [
            models.UniqueConstraint(
                name="cases_reasonuse_once", fields=["decision", "reason", "slot_code"]
            ),
        ]
        indexes = [models.Index(name="cases_reasonuse_at", fields=["reason", "at"])]

    def __str__(self) -> str:
        return self.slot_code

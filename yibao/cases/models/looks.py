"""Blind second looks at decided cases (feature 42)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id

from .case import Case, Decision


class SecondLook(models.Model):
    """A second officer judges a decided case without knowing what the first one said.

    Drawn by lot: ``draw`` is the number between 0 and 1 that ``seed`` and the case give, ``chance``
    what it had to stay under, so that a draw can be computed again. ``KNOWN`` ones are cases whose
    right answer (``expected``) is agreed and measure the second officer. The look changes nothing
    about the case; ``agrees`` is told to nobody but the lead until it is done.
    """

    class Why(models.TextChoices):
        RANDOM = "RANDOM", "抽中"
        RISK = "RISK", "有风险提示"
        KNOWN = "KNOWN", "已知答案"

    class State(models.TextChoices):
        WAITING = "WAITING", "待抽检"
        TAKEN = "TAKEN", "抽检中"
        DONE = "DONE", "已抽检"
        DROPPED = "DROPPED", "不再抽检"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="looks")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    why = models.CharField("为何", max_length=8, choices=Why)
    seed = models.CharField("种子", max_length=40)
    draw = models.DecimalField("签", max_digits=7, decimal_places=6)
    chance = models.DecimalField("概率", max_digits=7, decimal_places=6)
    drawn_at = models.DateTimeField("抽取时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="looks",
        verbose_name="抽检人",
    )
    fence = models.BigIntegerField("领取序号", default=0)
    taken_at = models.DateTimeField("领取时间", null=True, blank=True)
    expires_at = models.DateTimeField("领取到", null=True, blank=True)
    expected = models.CharField("应当的结论", max_length=8, blank=True)
    kind = models.CharField("结论", max_length=8, choices=Decision.Kind, blank=True)
    reason_codes = models.JSONField("理由码", default=list)
    checklist = models.JSONField("核对清单", default=dict)
    evidence = models.JSONField("材料指纹", default=list)
    note = models.CharField("内部说明", max_length=500, blank=True)
    agrees = models.BooleanField("一致", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="定论人",
    )
    settled_at = models.DateTimeField("定论时间", null=True, blank=True)
    settled_kind = models.CharField("定论", max_length=8, choices=Decision.Kind, blank=True)
    settled_note = models.CharField("定论说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "抽检"
        verbose_name_plural = "抽检"
        constraints = [
            models.UniqueConstraint(
                name="cases_look_one_open",
                fields=["case"],
                condition=models.Q(state__in=["WAITING", "TAKEN"]),
            ),
            models.CheckConstraint(
                name="cases_look_done_is_whole",
                condition=~models.Q(state="DONE")
                | (
                    models.Q(reviewer__isnull=False, done_at__isnull=False, agrees__isnull=False)
                    & ~models.Q(kind="")
                ),
            ),
            models.CheckConstraint(
                name="cases_look_settled_by_another",
                condition=models.Q(settled_by__isnull=True)
                | ~models.Q(settled_by=models.F("reviewer")),
            ),
        ]
        indexes = [
            models.Index(
                name="cases_look_open",
                fields=["drawn_at"],
                condition=models.Q(state__in=["WAITING", "TAKEN"]),
            ),
            models.Index(name="cases_look_done", fields=["done_at"]),
        ]

    def __str__(self) -> str:
        return self.state

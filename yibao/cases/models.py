"""Tables of cases; four-eyes rules are CHECK constraints (I19)."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from .states import CaseState


def case_ref() -> str:
    """Opaque public reference of a case."""
    return new_ref("A")


class Case(models.Model):
    """One matter that a person must look at."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("事项号", max_length=40, unique=True, default=case_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    case_type = models.CharField("类型", max_length=60)
    state = models.CharField("状态", max_length=20, choices=CaseState, default=CaseState.OPEN)
    region_code = models.CharField("地区", max_length=6, blank=True)
    subject = models.CharField("对象", max_length=100)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opened_cases",
        verbose_name="申请人",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="held_cases",
        verbose_name="处理人",
    )
    summary = models.CharField("事由", max_length=200)
    statement = EncryptedTextField("当事人的话", null=True, blank=True)
    opened_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("承诺时间")
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "事项"
        verbose_name_plural = "事项"
        constraints = [
            models.CheckConstraint(
                name="cases_case_reviewer_is_not_applicant",
                condition=models.Q(applicant__isnull=True)
                | models.Q(reviewer__isnull=True)
                | ~models.Q(reviewer=models.F("applicant")),
            ),
            models.CheckConstraint(
                name="cases_case_decided_has_reviewer_and_time",
                condition=~models.Q(state__in=["APPROVED", "REJECTED"])
                | models.Q(decided_at__isnull=False, reviewer__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="cases_case_open",
                fields=["due_at"],
                condition=models.Q(state__in=["OPEN", "IN_REVIEW"]),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class CaseEvent(models.Model):
    """One step in the life of a case; append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField("动作", max_length=60)
    actor = models.CharField("操作者", max_length=80)
    from_state = models.CharField("从", max_length=20)
    to_state = models.CharField("到", max_length=20)
    note = models.CharField("说明", max_length=500, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "事项记录"
        verbose_name_plural = "事项记录"
        indexes = [models.Index(name="cases_event_case", fields=["case", "at"])]

    def __str__(self) -> str:
        return self.verb

"""A case, what happened to it, and what officers said of it (I19)."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import CaseState


def case_ref() -> str:
    """Opaque public reference of a case."""
    return new_ref("A")


class Priority(models.IntegerChoices):
    """What is taken first; within it the nearest promise."""

    NORMAL = 0, "普通"
    HIGH = 1, "优先"
    URGENT = 2, "加急"


class Level(models.IntegerChoices):
    """Who may take a case: it climbs when it is referred (feature 38)."""

    OFFICER = 0, "审核员"
    LEAD = 1, "组长"


class Kept(models.TextChoices):
    """Why an open case is reserved for somebody."""

    RETURNED = "RETURNED", "补正回来"
    ASSIGNED = "ASSIGNED", "分配"
    HELD = "HELD", "搁置"


_WORKED = models.Q(state__in=["OPEN", "IN_REVIEW"])


class Case(models.Model):
    """One matter that a person must look at.

    ``due_at`` is computed from the events and the working-day calendar (``sla``, feature 39) and
    kept here for sorting; the clock stands while ``returned_at`` is set (P180). ``needs_second``
    asks for a second officer for this one case (P181); some types always do (``four_eyes``).
    ``rejects_by_two``: a refusal by one officer is not enough (settled 18). ``fence`` grows each
    time somebody takes the case; a writer with an older number is refused (T36). ``kept_for`` and
    ``kept_until`` reserve an open case: for who reviewed it before (4 hours), for whom the lead
    chose (``kept_until`` empty), or on hold by its officer; a hold never moves ``due_at``.
    """

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
    promised_days = models.PositiveSmallIntegerField("承诺工作日", default=2)
    due_at = models.DateTimeField("承诺时间")
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    needs_second = models.BooleanField("需要第二人", default=False)
    rejects_by_two = models.BooleanField("两人才能不通过", default=False)
    is_risky = models.BooleanField("有风险提示", default=False)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    came_back_at = models.DateTimeField("补正回来", null=True, blank=True)
    priority = models.PositiveSmallIntegerField("优先", choices=Priority, default=Priority.NORMAL)
    level = models.PositiveSmallIntegerField("级别", choices=Level, default=Level.OFFICER)
    fence = models.BigIntegerField("领取序号", default=0)
    kept_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_cases",
        verbose_name="留给",
    )
    kept_until = models.DateTimeField("留到", null=True, blank=True)
    kept_why = models.CharField("为何留着", max_length=8, choices=Kept, blank=True)
    kept_note = models.CharField("留着的原因", max_length=60, blank=True)

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
            models.CheckConstraint(
                name="cases_case_kept_with_reason",
                condition=models.Q(kept_for__isnull=True, kept_until__isnull=True, kept_why="")
                | (models.Q(kept_for__isnull=False) & ~models.Q(kept_why="")),
            ),
        ]
        indexes = [
            # The tabs by promise, whole and by queue, district and risk: each reads its first rows.
            models.Index(
                name="cases_case_open", fields=["tenant", "due_at", "id"], condition=_WORKED
            ),
            models.Index(
                name="cases_case_type",
                fields=["tenant", "case_type", "due_at", "id"],
                condition=_WORKED,
            ),
            # 临期 hangs on the length of the promise: one stretch for each.
            models.Index(
                name="cases_case_soon",
                fields=["tenant", "promised_days", "due_at", "id"],
                condition=_WORKED,
            ),
            models.Index(
                name="cases_case_region",
                fields=["tenant", "region_code", "due_at", "id"],
                condition=_WORKED,
            ),
            models.Index(
                name="cases_case_risk",
                fields=["tenant", "due_at", "id"],
                condition=_WORKED & models.Q(is_risky=True),
            ),
            models.Index(
                name="cases_case_returned",
                fields=["tenant", "due_at", "id"],
                condition=models.Q(state="RETURNED"),
            ),
            models.Index(
                name="cases_case_back",
                fields=["tenant", "-priority", "due_at", "id"],
                condition=models.Q(state="OPEN", came_back_at__isnull=False),
            ),
            # The order of the queue; ``take_next`` walks it.
            models.Index(
                name="cases_case_queue",
                fields=["tenant", "-priority", "due_at", "id"],
                condition=models.Q(state="OPEN"),
            ),
            models.Index(
                name="cases_case_held",
                fields=["reviewer", "due_at"],
                condition=models.Q(state="IN_REVIEW"),
            ),
            models.Index(
                name="cases_case_kept",
                fields=["kept_for", "due_at"],
                condition=models.Q(state="OPEN", kept_for__isnull=False),
            ),
            models.Index(name="cases_case_decided", fields=["tenant", "decided_at"]),
            models.Index(name="cases_case_opened", fields=["tenant", "opened_at"]),
            models.Index(name="cases_case_subject", fields=["subject"]),
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


class Decision(models.Model):
    """What one officer decided about a case, once; append-only (P183, T35, I19).

    ``stage`` FIRST is the word of the first of two officers, FINAL takes effect. ``evidence`` lists
    ``{"ref": …, "sha256": …}`` of every file that the officer had before the eyes; ``rule_ids`` are
    the rules and findings the decision names; ``text_sent`` is what the person was told, sealed.
    """

    class Kind(models.TextChoices):
        APPROVE = "APPROVE", "通过"
        RETURN = "RETURN", "退回补正"
        REJECT = "REJECT", "不通过"

    class Stage(models.TextChoices):
        FIRST = "FIRST", "初审"
        FINAL = "FINAL", "终审"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField("结论", max_length=8, choices=Kind)
    stage = models.CharField("阶段", max_length=6, choices=Stage, default=Stage.FINAL)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="审核人"
    )
    reason_codes = models.JSONField("理由码", default=list)
    rule_ids = models.JSONField("依据", default=list)
    evidence = models.JSONField("材料指纹", default=list)
    checklist = models.JSONField("核对清单", default=dict)
    note = models.CharField("内部说明", max_length=500, blank=True)
    text_sent = EncryptedTextField("给当事人的话", null=True, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "审核决定"
        verbose_name_plural = "审核决定"
        indexes = [
            models.Index(name="cases_decision_case", fields=["case", "at"]),
            # Who waits for a second officer: few, beside all that was ever said.
            models.Index(
                name="cases_decision_first",
                fields=["case", "at"],
                condition=models.Q(stage="FIRST"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage}"

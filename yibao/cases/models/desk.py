"""The work of officers: who holds what, what is set aside, how they see it (feature 31)."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id

from .case import Case

_STAFF = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class Lease(models.Model):
    """Who works on a case now, for a quarter of an hour after the last sign of life.

    One row a case, exactly while the case is IN_REVIEW; deleted in the transaction that decides,
    returns or puts back. ``fence`` is the case's number at the taking: a writer who brings another
    one is refused (T36).
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="lease"
    )
    holder = models.ForeignKey(**_STAFF | {"related_name": "leases"}, verbose_name="处理人")
    fence = models.BigIntegerField("领取序号")
    taken_at = models.DateTimeField("领取时间")
    beat_at = models.DateTimeField("最近动作")
    expires_at = models.DateTimeField("领取到")

    class Meta:
        verbose_name = "领取"
        verbose_name_plural = "领取"
        constraints = [
            models.CheckConstraint(
                name="cases_lease_ends_after_it_began",
                condition=models.Q(expires_at__gt=models.F("taken_at")),
            ),
        ]
        indexes = [models.Index(name="cases_lease_expires", fields=["expires_at"])]

    def __str__(self) -> str:
        return str(self.case_id)


class Skip(models.Model):
    """An officer passed a case by, with a reason; the lead sees the list."""

    class Why(models.TextChoices):
        HARD = "HARD", "拿不准，想请别人看"
        KNOWN = "KNOWN", "认识当事人"
        TIME = "TIME", "时间不够"
        SYSTEM = "SYSTEM", "材料打不开"
        OTHER = "OTHER", "其他"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="skips")
    staff = models.ForeignKey(**_STAFF, verbose_name="审核人")
    why = models.CharField("原因", max_length=8, choices=Why)
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "跳过"
        verbose_name_plural = "跳过"
        indexes = [models.Index(name="cases_skip_staff", fields=["staff", "at"])]

    def __str__(self) -> str:
        return self.why


class Draft(models.Model):
    """What an officer typed and did not send: kept when the lease was lost, or on hold.

    ``words`` is a sealed JSON object: field of the decision form → what was typed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drafts")
    staff = models.ForeignKey(**_STAFF, verbose_name="审核人")
    words = EncryptedTextField("没提交的内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "决定草稿"
        verbose_name_plural = "决定草稿"
        constraints = [
            models.UniqueConstraint(name="cases_draft_once", fields=["case", "staff"]),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class WorkProfile(models.Model):
    """How a member of staff works: which queues, when away, since when, keys on or off.

    ``queues`` are queue codes (``yibao.cases.queues.tabs``); an empty list means every queue.
    Officers of less than 30 days are seconded (P181).
    """

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="work_profile",
        verbose_name="工作人员",
    )
    queues = models.JSONField("会处理的队列", default=list, blank=True)
    reviewing_since = models.DateField("从何时起审核", null=True, blank=True)
    away_from = models.DateField("不在，从", null=True, blank=True)
    away_until = models.DateField("不在，到", null=True, blank=True)
    letters_on = models.BooleanField("单键快捷键", default=True)

    class Meta:
        verbose_name = "工作安排"
        verbose_name_plural = "工作安排"

    def __str__(self) -> str:
        return str(self.staff_id)


class SavedView(models.Model):
    """A way of looking at a queue that an officer kept; ``query`` holds filter names and values."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="审核人"
    )
    name = models.CharField("名称", max_length=20)
    query = models.JSONField("条件", default=dict)

    class Meta:
        verbose_name = "常用视图"
        verbose_name_plural = "常用视图"
        constraints = [
            models.UniqueConstraint(name="cases_savedview_once", fields=["staff", "name"]),
        ]

    def __str__(self) -> str:
        return self.name


class Bulk(models.Model):
    """One act on many cases; never a decision (feature 41, P182).

    Carried out at ``done_at``, to be undone until ``undo_until``; only then does anything leave the
    system. ``params`` holds ids and codes: the colleague, the priority.
    """

    class Kind(models.TextChoices):
        ASSIGN = "ASSIGN", "分配"
        PUT_BACK = "PUT_BACK", "放回"
        PRIORITY = "PRIORITY", "改优先级"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    staff = models.ForeignKey(**_STAFF, verbose_name="操作者")
    kind = models.CharField("动作", max_length=8, choices=Kind)
    params = models.JSONField("参数", default=dict)
    reason = models.CharField("原因", max_length=60)
    previewed_at = models.DateTimeField("预览时间")
    done_at = models.DateTimeField("执行时间", null=True, blank=True)
    undo_until = models.DateTimeField("可撤销到", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量处理"
        verbose_name_plural = "批量处理"

    def __str__(self) -> str:
        return self.kind


class BulkItem(models.Model):
    """One case of a bulk act: as it was when previewed, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bulk = models.ForeignKey(Bulk, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField("原来", default=dict)
    outcome = models.CharField("结果", max_length=60, blank=True)

    class Meta:
        verbose_name = "批量明细"
        verbose_name_plural = "批量明细"
        constraints = [
            models.UniqueConstraint(name="cases_bulkitem_once", fields=["bulk", "case"]),
        ]

    def __str__(self) -> str:
        return self.outcome

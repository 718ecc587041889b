"""Work of finance on the books: proofs of all accounts, and money brought into accounts (划入)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..states import AllotmentState, ProofState


def proof_ref() -> str:
    """Opaque number of a proof."""
    return new_ref("ZM")


def allotment_ref() -> str:
    """Opaque number of a file of account money."""
    return new_ref("HR")


class ProofRun(models.Model):
    """One proof of all books, rule by rule; it covers every tenant, as the books do.

    ``breaks`` lists ``{rule, row}``, at most a hundred of a rule; rows are internal ids, never
    people. ``done`` of ``total`` rules are proved; ``touched_at`` tells a dead worker from a busy
    one. A broken run is an incident: it stays open until somebody writes what it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("核对号", max_length=40, unique=True, default=proof_ref)
    state = models.CharField("状态", max_length=10, choices=ProofState, default=ProofState.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁要核对",
    )
    total = models.PositiveSmallIntegerField("规则数", default=0)
    done = models.PositiveSmallIntegerField("已核对", default=0)
    accounts = models.BigIntegerField("账户数", default=0)
    entries = models.BigIntegerField("分录数", default=0)
    breaks = models.JSONField("不相符", default=list)
    created_at = models.DateTimeField("提出时间")
    touched_at = models.DateTimeField("最近进展", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁查明",
    )
    closed_at = models.DateTimeField("查明时间", null=True, blank=True)
    note = models.CharField("查明的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "总账核对"
        verbose_name_plural = "总账核对"
        constraints = [
            models.UniqueConstraint(
                name="settlement_proofrun_one_at_a_time",
                fields=["state"],
                condition=Q(state__in=["WAITING", "RUNNING"]),
            ),
            models.CheckConstraint(
                name="settlement_proofrun_incident_is_explained",
                condition=~Q(state="CLOSED")
                | Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(note=""),
            ),
        ]
        indexes = [models.Index(name="settlement_proofrun_newest", fields=["-created_at"])]

    def __str__(self) -> str:
        return self.ref


class AllotmentFile(models.Model):
    """One file of account money: stored, checked, approved by another person, then posted.

    Amounts in 分. ``report`` is what the check found: ``{problem: {rows, fen}}``. ``rows_ready``
    and ``ready_fen`` (net) will be posted; ``rows_done`` and ``done_fen`` have been.
    """

    class Kind(models.TextChoices):
        MONTHLY = "MONTHLY", "按月划入"
        CORRECTION = "CORRECTION", "更正"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("批次号", max_length=40, unique=True, default=allotment_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    title = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("摘要", max_length=64)
    state = models.CharField(
        "状态", max_length=10, choices=AllotmentState, default=AllotmentState.RECEIVED
    )
    rows_total = models.BigIntegerField("行数", default=0)
    rows_ready = models.BigIntegerField("可入账行数", default=0)
    ready_fen = models.BigIntegerField("可入账金额", default=0)
    rows_done = models.BigIntegerField("已入账行数", default=0)
    done_fen = models.BigIntegerField("已入账金额", default=0)
    rows_failed = models.BigIntegerField("入账时退回的行数", default=0)
    report = models.JSONField("检查结果", default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间")
    checked_at = models.DateTimeField("检查时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "账户划入"
        verbose_name_plural = "账户划入"
        constraints = [
            models.UniqueConstraint(
                name="settlement_allotmentfile_once",
                fields=["tenant", "sha256"],
                condition=~Q(state="REJECTED"),
            ),
            models.CheckConstraint(
                name="settlement_allotmentfile_two_people",
                condition=~Q(state__in=["APPROVED", "APPLIED"])
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="settlement_allotmentfile_done_is_within",
                condition=Q(rows_done__gte=0) & Q(rows_total__gte=F("rows_ready")),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class AllotmentRow(models.Model):
    """One line of a file; ``amount_fen`` in 分, negative in corrections only.

    ``problem`` says why a line is left out; empty lines are ready, and done once ``posted_at`` is
    set. The posting's name (kind, month, person) is what makes a month come in once.
    """

    class Problem(models.TextChoices):
        NONE = "", "可入账"
        UNREADABLE = "unreadable", "这一行读不懂"
        UNKNOWN = "unknown", "参保库里没有这个人"
        NO_ACCOUNT = "no_account", "没有个人账户（不是职工参保）"
        CLOSED = "closed", "个人账户已关闭"
        TWICE = "twice", "同一个人同一个月在文件里出现两次"
        REPEATED = "repeated", "这个人这个月已经入过账"
        NEGATIVE = "negative", "按月划入不能是零或负数"
        TOO_MUCH = "too_much", "超过每月上限"
        SHORT = "short", "扣回时账户余额不够"

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(
        AllotmentFile, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    line = models.BigIntegerField("第几行")
    psn_no = models.CharField("人员编号", max_length=30)
    month = models.DateField("月份", null=True)
    amount_fen = models.BigIntegerField("金额", default=0)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    problem = models.CharField("问题", max_length=12, choices=Problem, blank=True)
    posted_at = models.DateTimeField("入账时间", null=True)

    class Meta:
        verbose_name = "划入明细"
        verbose_name_plural = "划入明细"
        constraints = [
            models.UniqueConstraint(name="settlement_allotmentrow_line", fields=["file", "line"]),
            models.CheckConstraint(
                name="settlement_allotmentrow_posted_is_sound",
                condition=Q(posted_at__isnull=True)
                | Q(problem="", person__isnull=False, month__isnull=False) & ~Q(amount_fen=0),
            ),
        ]
        indexes = [
            models.Index(name="settlement_allotmentrow_person", fields=["person", "month"]),
            models.Index(
                name="settlement_allotmentrow_ready",
                fields=["file", "line"],
                condition=Q(posted_at__isnull=True, problem=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.line}"

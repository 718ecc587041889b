"""Reconciliation (对账) and monthly clearing (清算) of an institution."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..states import ClearingState, DifferenceState, ReconciliationState

#: What both sides add up, in 分; the count is apart.
SUM_FIELDS = (
    "medfee_sumamt",
    "fund_pay_sumamt",
    "acct_pay",
    "acct_mulaid_pay",
    "psn_cash_pay",
)


def reconciliation_ref() -> str:
    """Opaque id of a reconciliation."""
    return new_ref("D")


def clearing_ref() -> str:
    """Opaque id of a clearing."""
    return new_ref("L")


class Reconciliation(models.Model):
    """Totals of one period from both sides; ``theirs`` and ``ours`` hold 分 and the count.

    ``insutype`` empty is every insurance; ``clr_type`` is the national class of clearing.
    ``received`` are the sums of the details; ``upload`` fences their pieces, so that only the
    newest sender writes, and ``touched_at`` says when the last piece came.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("对账号", max_length=40, unique=True, default=reconciliation_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    client = models.ForeignKey(
        "accounts.PartnerClient", on_delete=models.PROTECT, related_name="+", verbose_name="应用"
    )
    date_from = models.DateField("从")
    date_to = models.DateField("到（含）")
    insutype = models.CharField("险种", max_length=3, blank=True)
    clr_type = models.CharField("清算类别", max_length=6, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReconciliationState)
    theirs = models.JSONField("机构报来")
    ours = models.JSONField("本系统")
    as_of = models.DateTimeField("取数时刻")
    received = models.JSONField("明细合计", null=True)
    upload = models.UUIDField("这次上传", null=True, editable=False)
    touched_at = models.DateTimeField("最近收到", null=True, blank=True)
    rows_received = models.BigIntegerField("收到明细", default=0)
    rows_sha256 = models.CharField("明细摘要", max_length=64, blank=True)
    rows_matched = models.BigIntegerField("一致的笔数", default=0)
    differences_found = models.BigIntegerField("差异笔数", default=0)
    failure = models.CharField("没成的原因", max_length=120, blank=True)
    created_at = models.DateTimeField("提出时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "对账"
        verbose_name_plural = "对账"
        constraints = [
            models.CheckConstraint(
                name="settlement_reconciliation_period_is_ordered",
                condition=Q(date_to__gte=F("date_from")),
            ),
        ]
        indexes = [
            models.Index(
                name="settlement_recon_institution", fields=["institution", "-created_at"]
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ReconciliationRow(models.Model):
    """One bill as the institution tells it, in 分; gone when the comparison is finished.

    ``kind`` is a bill or its refund: the national sign of the amounts tells.
    """

    id = models.BigAutoField(primary_key=True)
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    line = models.BigIntegerField("第几行")
    setl_id = models.CharField("结算号", max_length=40)
    medfee_sumamt_fen = models.BigIntegerField("医疗费总额")
    fund_pay_sumamt_fen = models.BigIntegerField("基金支付")
    acct_pay_fen = models.BigIntegerField("个人账户")
    acct_mulaid_pay_fen = models.BigIntegerField("共济")
    psn_cash_pay_fen = models.BigIntegerField("现金")
    refd_setl_flag = models.CharField("退费标志", max_length=1, default="0")

    class Meta:
        verbose_name = "对账明细"
        verbose_name_plural = "对账明细"
        indexes = [
            models.Index(
                name="settlement_reconrow_bill", fields=["reconciliation", "setl_id", "line"]
            ),
        ]

    def __str__(self) -> str:
        return self.setl_id


class Difference(models.Model):
    """One bill on which the two sides do not agree; ``ours`` and ``theirs`` are 分 by field."""

    class Kind(models.TextChoices):
        MISSING_HERE = "missing_here", "机构有，本系统没有"
        MISSING_THERE = "missing_there", "本系统有，机构没有"
        AMOUNT = "amount", "金额不同"
        STATUS = "status", "状态不同"
        TWICE = "twice", "机构报了两次"

    class Action(models.TextChoices):
        INSTITUTION_ADDS = "INSTITUTION_ADDS", "机构补记这一笔"
        INSTITUTION_REMOVES = "INSTITUTION_REMOVES", "机构去掉这一笔"
        INSTITUTION_CORRECTS = "INSTITUTION_CORRECTS", "机构按本系统金额改"
        REVERSE = "REVERSE", "按原键冲正"
        WAIT = "WAIT", "等处理中的一笔有结果"
        FINANCE = "FINANCE", "财务核查"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reconciliation = models.ForeignKey(
        Reconciliation,
        on_delete=models.PROTECT,
        related_name="differences",
        verbose_name="对账",
    )
    kind = models.CharField("种类", max_length=14, choices=Kind)
    setl_id = models.CharField("结算号", max_length=40)
    ours = models.JSONField("本系统", null=True)
    theirs = models.JSONField("机构", null=True)
    scan_seen = models.BooleanField("有扫码记录", default=False)
    suggested = models.CharField("建议", max_length=20, choices=Action)
    state = models.CharField(
        "状态", max_length=10, choices=DifferenceState, default=DifferenceState.OPEN
    )
    action = models.CharField("处理", max_length=20, choices=Action, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "对账差异"
        verbose_name_plural = "对账差异"
        constraints = [
            models.UniqueConstraint(
                name="settlement_difference_once", fields=["reconciliation", "setl_id", "kind"]
            ),
            models.CheckConstraint(
                name="settlement_difference_end_has_a_name",
                condition=~Q(state="RESOLVED") | (Q(resolved_at__isnull=False) & ~Q(action="")),
            ),
        ]
        indexes = [
            models.Index(
                name="settlement_difference_open",
                fields=["reconciliation", "kind"],
                condition=~Q(state="RESOLVED"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.setl_id} {self.get_kind_display()}"


class Clearing(models.Model):
    """The month that an institution asks to be paid for; ``sums`` (分) are frozen when applied.

    Audit and payment are two people's acts; a month is applied for once unless cancelled.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("清算号", max_length=40, unique=True, default=clearing_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        related_name="clearings",
        verbose_name="机构",
    )
    client = models.ForeignKey(
        "accounts.PartnerClient", on_delete=models.PROTECT, related_name="+", verbose_name="应用"
    )
    period = DateRangeField("期间")
    insutype = models.CharField("险种", max_length=3, blank=True)
    clr_type = models.CharField("清算类别", max_length=6, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ClearingState, default=ClearingState.APPLIED
    )
    sums = models.JSONField("合计")
    as_of = models.DateTimeField("取数时刻")
    sha256 = models.CharField("明细摘要", max_length=64)
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    audited_at = models.DateTimeField("审核时间", null=True, blank=True)
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拨付人",
    )
    paid_at = models.DateTimeField("拨付时间", null=True, blank=True)
    bank_number = models.CharField("拨付流水号", max_length=64, blank=True)
    created_at = models.DateTimeField("申请时间")

    class Meta:
        verbose_name = "月度清算"
        verbose_name_plural = "月度清算"
        constraints = [
            ExclusionConstraint(
                name="settlement_clearing_month_once",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    ("insutype", RangeOperators.EQUAL),
                    ("clr_type", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="CANCELLED"),
            ),
            models.CheckConstraint(
                name="settlement_clearing_two_people",
                condition=~Q(state__in=["PAID"])
                | (
                    Q(auditor__isnull=False, payer__isnull=False, paid_at__isnull=False)
                    & ~Q(auditor=F("payer"))
                ),
            ),
            models.CheckConstraint(
                name="settlement_clearing_audited_by_somebody",
                condition=~Q(state="AUDITED") | Q(auditor__isnull=False, audited_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

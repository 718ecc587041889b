"""Refunds: by lines, and to the sources that paid (P119, I10)."""

from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id, new_ref

from .amounts import NationalAmounts


def refund_ref() -> str:
    """Opaque refund id."""
    return new_ref("T")


class Refund(NationalAmounts):
    """One refund of one settlement. Amounts are what went back, so they are not negative here;
    the interfaces show them with a minus sign (P134). A part may rise while the sum falls — a
    later part may carry less of the deductible — so single amounts may be below zero."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    refund_setl_id = models.CharField("退费号", max_length=40, unique=True, default=refund_ref)
    settlement = models.ForeignKey(
        "settlement.Settlement", on_delete=models.PROTECT, related_name="refunds"
    )
    client = models.ForeignKey(
        "accounts.PartnerClient", on_delete=models.PROTECT, related_name="+", null=True
    )
    is_reversal = models.BooleanField("冲正", default=False)
    is_whole = models.BooleanField("全部退完", default=False)
    is_void = models.BooleanField("撤销", default=False)
    partner_no = models.CharField("机构退费号", max_length=64, blank=True)
    asked_sha256 = models.CharField("请求摘要", max_length=64, blank=True)
    reason = models.CharField("原因", max_length=200)
    invono = models.CharField("发票号", max_length=40, blank=True)
    breakdown = models.JSONField("退后重算", null=True)
    created_at = models.DateTimeField("退费时间")

    class Meta:
        verbose_name = "退费"
        verbose_name_plural = "退费"
        constraints = [
            models.CheckConstraint(
                name="settlement_refund_total_is_positive",
                condition=Q(medfee_sumamt_fen__gte=0),
            ),
            models.CheckConstraint(
                name="settlement_refund_void_is_whole",
                condition=Q(is_void=False) | Q(is_void=True, is_whole=True, is_reversal=False),
            ),
            models.UniqueConstraint(
                name="settlement_refund_number_is_unique",
                fields=["client", "partner_no"],
                condition=~Q(partner_no=""),
            ),
        ]
        indexes = [
            models.Index(name="settlement_refund_settlement", fields=["settlement", "created_at"]),
            models.Index(name="settlement_refund_time", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return self.refund_setl_id


class RefundLine(models.Model):
    """How much of a settled line came back; a trigger raises the line's counter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        "settlement.SettlementLine", on_delete=models.PROTECT, related_name="refund_lines"
    )
    cnt = models.DecimalField("数量", max_digits=16, decimal_places=4)

    class Meta:
        verbose_name = "退费明细"
        verbose_name_plural = "退费明细"
        constraints = [
            models.CheckConstraint(
                name="settlement_refundline_is_positive", condition=Q(cnt__gt=0, cnt__lt=10**12)
            ),
            models.UniqueConstraint(
                name="settlement_refundline_once_a_refund", fields=["refund", "line"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RefundPart(models.Model):
    """Money back to one source; bound by a composite key to the account that paid (T64)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(
        "settlement.SettlementPart", on_delete=models.PROTECT, related_name="refund_parts"
    )
    account = models.ForeignKey(
        "settlement.LedgerAccount", on_delete=models.PROTECT, related_name="+"
    )
    amount_fen = models.BigIntegerField("金额")

    class Meta:
        verbose_name = "退回来源"
        verbose_name_plural = "退回来源"
        constraints = [
            models.CheckConstraint(
                name="settlement_refundpart_is_positive", condition=Q(amount_fen__gt=0)
            ),
            models.UniqueConstraint(
                name="settlement_refundpart_once_a_refund", fields=["refund", "part"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""Payments by card and money on its way back to a card: each is one reference at the bank."""

from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id, new_ref

from ..states import CardRefundState, ChargeState


def charge_ref() -> str:
    """The reference under which the bank knows a payment."""
    return new_ref("P")


def card_refund_ref() -> str:
    """The reference under which the bank knows a refund."""
    return new_ref("R")


class BankTask(models.Model):
    """Something that the bank was asked to do once, and how often it was asked what became of it.

    The row is committed before the bank hears of it, so that nothing the bank did is unknown here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    amount_fen = models.BigIntegerField("金额")
    refusal = models.CharField("没成的原因", max_length=40, blank=True)
    bank_number = models.CharField("银行流水号", max_length=64, blank=True)
    created_at = models.DateTimeField("提出时间")
    asked_at = models.DateTimeField("请银行办理", null=True)
    known_at = models.DateTimeField("有结果", null=True)
    asks = models.PositiveIntegerField("问过银行几次", default=0)
    next_ask_at = models.DateTimeField("下次问银行", null=True)

    class Meta:
        abstract = True


class CardCharge(BankTask):
    """The card's part of one settle call (P166), or of one premium (P172); never of both.

    At most one a key, and one open a visit. It holds what the till confirmed, so that a bill can be
    finished without asking again.
    """

    ref = models.CharField("扣款号", max_length=40, unique=True, default=charge_ref)
    card = models.ForeignKey(
        "settlement.BankCard", on_delete=models.PROTECT, related_name="charges", verbose_name="卡"
    )
    attempt = models.OneToOneField(
        "settlement.SettlementAttempt",
        on_delete=models.PROTECT,
        null=True,
        related_name="charge",
        verbose_name="请求",
    )
    visit = models.ForeignKey(
        "settlement.Visit",
        on_delete=models.PROTECT,
        null=True,
        related_name="charges",
        verbose_name="就诊",
    )
    quote = models.ForeignKey(
        "settlement.Quote",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="试算",
    )
    premium = models.OneToOneField(
        "settlement.Premium",
        on_delete=models.PROTECT,
        null=True,
        related_name="charge",
        verbose_name="居民医保缴费",
    )
    settlement = models.OneToOneField(
        "settlement.Settlement",
        on_delete=models.PROTECT,
        null=True,
        related_name="charge",
        verbose_name="结算",
    )
    cash_method = models.CharField("现金方式", max_length=10, blank=True)
    invono = models.CharField("发票号", max_length=40, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=ChargeState, default=ChargeState.AWAITING
    )
    deadline_at = models.DateTimeField("最迟有结果")
    valid_until = models.DateTimeField("银行最迟执行", null=True)
    given_up_at = models.DateTimeField("收费窗口放弃", null=True)

    class Meta:
        verbose_name = "银行卡扣款"
        verbose_name_plural = "银行卡扣款"
        constraints = [
            models.CheckConstraint(
                name="settlement_cardcharge_is_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="settlement_cardcharge_settled_has_a_bill",
                condition=Q(state="SETTLED", settlement__isnull=False)
                | Q(settlement__isnull=True) & (~Q(state="SETTLED") | Q(premium__isnull=False)),
            ),
            models.CheckConstraint(
                name="settlement_cardcharge_pays_for_one_thing",
                condition=Q(
                    premium__isnull=True,
                    attempt__isnull=False,
                    visit__isnull=False,
                    quote__isnull=False,
                )
                | Q(
                    premium__isnull=False,
                    attempt__isnull=True,
                    visit__isnull=True,
                    quote__isnull=True,
                    settlement__isnull=True,
                ),
            ),
            models.UniqueConstraint(
                name="settlement_cardcharge_one_open_a_visit",
                fields=["visit"],
                condition=Q(
                    state__in=["AWAITING", "PENDING", "IN_DOUBT", "DONE"],
                    given_up_at__isnull=True,
                ),
            ),
        ]
        indexes = [
            models.Index(name="settlement_charge_card", fields=["card", "-created_at"]),
            models.Index(
                name="settlement_charge_open",
                fields=["created_at"],
                condition=Q(state__in=["AWAITING", "PENDING", "IN_DOUBT", "DONE"]),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def place(self) -> str:
        """Where, or for what, the card pays."""
        return self.visit.institution.name if self.premium_id is None else "居民医保缴费"


class CardRefund(BankTask):
    """Money that goes back to the card that paid (P173); without ``refund_part`` the payment was
    never used for a bill."""

    ref = models.CharField("退款号", max_length=40, unique=True, default=card_refund_ref)
    charge = models.ForeignKey(
        CardCharge, on_delete=models.PROTECT, related_name="refunds", verbose_name="扣款"
    )
    refund_part = models.OneToOneField(
        "settlement.RefundPart",
        on_delete=models.PROTECT,
        null=True,
        related_name="card_refund",
        verbose_name="退费来源",
    )
    state = models.CharField(
        "状态", max_length=10, choices=CardRefundState, default=CardRefundState.PENDING
    )
    case_ref = models.CharField("人工事项", max_length=40, blank=True)

    class Meta:
        verbose_name = "银行卡退款"
        verbose_name_plural = "银行卡退款"
        constraints = [
            models.CheckConstraint(
                name="settlement_cardrefund_is_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="settlement_cardrefund_by_hand_has_a_case",
                condition=~Q(state__in=["MANUAL", "PAID_OUT"]) | ~Q(case_ref=""),
            ),
            models.UniqueConstraint(
                name="settlement_cardrefund_unused_goes_back_once",
                fields=["charge"],
                condition=Q(refund_part__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="settlement_cardrefund_open",
                fields=["created_at"],
                condition=Q(state__in=["PENDING", "IN_DOUBT", "MANUAL"]),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

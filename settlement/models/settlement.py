"""Settlements (结算) with lines and sources, and the attempts that led to them."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..states import AttemptState, SettlementState
from .amounts import NationalAmounts, identities
from .lines import PricedLine, splits


def setl_ref() -> str:
    """Opaque settlement id."""
    return new_ref("J")


class SettlementAttempt(models.Model):
    """One settle call by key, written before the money moves, so that asking always answers.

    A reversal of a key that was never seen leaves a REVERSED row that blocks the key (T62).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey("accounts.PartnerClient", on_delete=models.PROTECT, related_name="+")
    key = models.CharField("键", max_length=255)
    visit = models.ForeignKey(
        "settlement.Visit", on_delete=models.PROTECT, null=True, related_name="attempts"
    )
    state = models.CharField(
        "状态", max_length=10, choices=AttemptState, default=AttemptState.PENDING
    )
    refusal = models.CharField("没成的原因", max_length=60, blank=True)
    began_at = models.DateTimeField("开始")
    deadline_at = models.DateTimeField("最迟有结果")
    ended_at = models.DateTimeField("结束", null=True)

    class Meta:
        verbose_name = "结算请求"
        verbose_name_plural = "结算请求"
        constraints = [
            models.UniqueConstraint(
                name="settlement_attempt_key_is_unique", fields=["client", "key"]
            ),
        ]
        indexes = [
            models.Index(
                name="settlement_attempt_pending",
                fields=["deadline_at"],
                condition=Q(state="PENDING"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.get_state_display()}"


class Settlement(NationalAmounts):
    """One settled bill. Amounts never change; state and refunded total do (through services)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    setl_id = models.CharField("结算号", max_length=40, unique=True, default=setl_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        related_name="settlements",
        verbose_name="机构",
    )
    client = models.ForeignKey(
        "accounts.PartnerClient", on_delete=models.PROTECT, related_name="+", verbose_name="应用"
    )
    visit = models.ForeignKey(
        "settlement.Visit",
        on_delete=models.PROTECT,
        related_name="settlements",
        verbose_name="就诊",
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="settlements",
        verbose_name="参保人",
    )
    pack = models.ForeignKey(
        "settlement.PolicyPack", on_delete=models.PROTECT, null=True, verbose_name="政策包"
    )
    attempt = models.OneToOneField(
        SettlementAttempt, on_delete=models.PROTECT, related_name="settlement", verbose_name="请求"
    )
    quote = models.OneToOneField(
        "settlement.Quote", on_delete=models.PROTECT, related_name="settlement", verbose_name="试算"
    )
    state = models.CharField(
        "状态", max_length=16, choices=SettlementState, default=SettlementState.SETTLED
    )
    acct_used_flag = models.CharField("账户使用", max_length=1)
    cash_method = models.CharField("现金方式", max_length=10, default="cash")
    invono = models.CharField("发票号", max_length=40, blank=True)
    dedc_std_fen = models.BigIntegerField("起付标准", default=0)
    pool_prop_selfpay = models.DecimalField(
        "统筹支付比例", max_digits=5, decimal_places=4, default=0
    )
    balc_fen = models.BigIntegerField("账户余额", default=0)
    breakdown = models.JSONField("计算过程")
    case_document = models.JSONField("计算输入")
    service_date = models.DateField("费用所属日")
    setl_time = models.DateTimeField("结算时间")

    class Meta:
        verbose_name = "结算"
        verbose_name_plural = "结算"
        constraints = [
            *identities("settlement_settlement"),
            models.CheckConstraint(
                name="settlement_settlement_pool_share_is_a_share",
                condition=Q(pool_prop_selfpay__gte=0, pool_prop_selfpay__lte=1),
            ),
            models.UniqueConstraint(
                name="settlement_settlement_one_a_visit",
                fields=["visit"],
                condition=~Q(state="REVERSED"),
            ),
        ]
        indexes = [
            models.Index(name="settlement_setl_person", fields=["person", "-setl_time"]),
            models.Index(name="settlement_setl_institution", fields=["institution", "-setl_time"]),
            models.Index(name="settlement_setl_month", fields=["tenant", "setl_time", "id"]),
        ]

    def __str__(self) -> str:
        return self.setl_id


class SettlementLine(PricedLine):
    """A settled fee line; refunds count up ``refunded_cnt`` (by trigger) and never past ``cnt``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="lines")
    name = models.CharField("名称", max_length=120)
    refunded_cnt = models.DecimalField("已退数量", max_digits=16, decimal_places=4, default=0)

    class Meta:
        verbose_name = "结算明细"
        verbose_name_plural = "结算明细"
        ordering = ["position"]
        constraints = [
            *splits("settlement_settlementline"),
            models.UniqueConstraint(
                name="settlement_settlementline_sn_is_unique", fields=["settlement", "feedetl_sn"]
            ),
            models.CheckConstraint(
                name="settlement_settlementline_refund_within_count",
                condition=Q(refunded_cnt__gte=0, refunded_cnt__lte=F("cnt")),
            ),
        ]

    def __str__(self) -> str:
        return self.feedetl_sn


class SettlementPart(models.Model):
    """One source of the money of a settlement, with what went back to it (I10)."""

    class Kind(models.TextChoices):
        FUND = "FUND", "医保基金"
        OWN_ACCOUNT = "OWN_ACCOUNT", "本人个人账户"
        WALLET = "WALLET", "医保钱包"
        AID_ACCOUNT = "AID_ACCOUNT", "家庭共济"
        CARD = "CARD", "银行卡"
        CASH = "CASH", "现金"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField("扣款次序")
    kind = models.CharField("来源", max_length=12, choices=Kind)
    fund = models.CharField("基金字段", max_length=20, blank=True)
    benefit = models.CharField("待遇或付款人序号", max_length=60, blank=True)
    relation = models.CharField("就诊人是付款人的", max_length=12, blank=True)
    account = models.ForeignKey(
        "settlement.LedgerAccount", on_delete=models.PROTECT, related_name="+", verbose_name="账户"
    )
    payer = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="付款人",
    )
    grant = models.ForeignKey(
        "family.Grant",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="共济授权",
    )
    amount_fen = models.BigIntegerField("金额")
    refunded_fen = models.BigIntegerField("已退", default=0)

    class Meta:
        verbose_name = "资金来源"
        verbose_name_plural = "资金来源"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="settlement_settlementpart_position_is_unique",
                fields=["settlement", "position"],
            ),
            models.UniqueConstraint(
                name="settlement_settlementpart_account", fields=["id", "account"]
            ),
            models.CheckConstraint(
                name="settlement_settlementpart_refund_within_amount",
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("amount_fen")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_fen}"

"""Bound bank cards (P166–P174) and the tries to bind them.

The number of a card is never stored: the bank holds it behind a token, and a keyed hash finds a
card that is bound already (T29).
"""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..data.bank import CREDIT, DEBIT, KIND_WORDS
from ..states import BindingState, CardState


def card_ref() -> str:
    """Opaque reference of a card."""
    return new_ref("K")


def binding_ref() -> str:
    """Opaque reference of a try to bind."""
    return new_ref("B")


class CardFace(models.Model):
    """What may be shown of a card: issuer, kind, last four digits."""

    KINDS = [(kind, KIND_WORDS[kind]) for kind in (DEBIT, CREDIT)]

    issuer_code = models.CharField("银行代码", max_length=10)
    issuer = models.CharField("银行", max_length=20)
    kind = models.CharField("卡种", max_length=6, choices=KINDS)
    last_four = models.CharField("尾号", max_length=4)
    number_hash = models.CharField(max_length=64, editable=False)
    reserved_phone = EncryptedTextField("银行预留手机号")

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """工商银行(8812)."""
        return f"{self.issuer}({self.last_four})"


class BankCard(CardFace):
    """One card of one person; limits in 分 are the person's own, within the region's."""

    class Check(models.TextChoices):
        PHONE = "PHONE", "预留手机号变了"
        EXPIRED = "EXPIRED", "卡已过期"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("卡编号", max_length=40, unique=True, default=card_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="bank_cards",
        verbose_name="持卡人",
    )
    state = models.CharField("状态", max_length=12, choices=CardState, default=CardState.ACTIVE)
    check_reason = models.CharField("为什么要验证", max_length=8, choices=Check, blank=True)
    token = EncryptedTextField("支付凭据", null=True)
    is_default = models.BooleanField("默认", default=False)
    per_payment_fen = models.BigIntegerField("单笔最多")
    per_day_fen = models.BigIntegerField("每天最多")
    valid_until = models.DateField("有效期到", null=True, blank=True)
    bound_at = models.DateTimeField("绑定时间")
    removed_at = models.DateTimeField("解绑时间", null=True, blank=True)

    class Meta:
        verbose_name = "银行卡"
        verbose_name_plural = "银行卡"
        ordering = ["-is_default", "-bound_at"]
        constraints = [
            models.UniqueConstraint(
                name="settlement_bankcard_number_is_bound_once",
                fields=["tenant", "number_hash"],
                condition=~Q(state="REMOVED"),
            ),
            models.UniqueConstraint(
                name="settlement_bankcard_one_default",
                fields=["person"],
                condition=Q(is_default=True),
            ),
            models.CheckConstraint(
                name="settlement_bankcard_removed_is_no_default",
                condition=~Q(state="REMOVED") | Q(is_default=False, removed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="settlement_bankcard_limits_are_in_order",
                condition=Q(per_payment_fen__gt=0, per_payment_fen__lte=F("per_day_fen")),
            ),
            models.CheckConstraint(
                name="settlement_bankcard_last_four",
                condition=Q(last_four__regex=r"^[0-9]{4}$"),
            ),
            models.CheckConstraint(
                name="settlement_bankcard_check_has_a_reason",
                condition=Q(state="NEEDS_CHECK") ^ Q(check_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CardBinding(CardFace):
    """One try to bind a card, or to check a bound one again; tries are counted by these rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=binding_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="card_bindings",
        verbose_name="持卡人",
    )
    card = models.ForeignKey(
        BankCard, on_delete=models.PROTECT, null=True, related_name="bindings", verbose_name="卡"
    )
    state = models.CharField("状态", max_length=8, choices=BindingState, default=BindingState.ASKED)
    session = EncryptedTextField("银行会话", null=True)
    wrong_tries = models.PositiveSmallIntegerField("错误次数", default=0)
    sends = models.PositiveSmallIntegerField("发送次数", default=0)
    refusal = models.CharField("没成的原因", max_length=40, blank=True)
    asked_at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发出时间", null=True)
    expires_at = models.DateTimeField("失效时间", null=True)
    ended_at = models.DateTimeField("结束", null=True)

    class Meta:
        verbose_name = "绑卡记录"
        verbose_name_plural = "绑卡记录"
        constraints = [
            models.CheckConstraint(
                name="settlement_cardbinding_at_most_5_tries", condition=Q(wrong_tries__lte=5)
            ),
        ]
        indexes = [
            models.Index(name="settlement_binding_person", fields=["person", "-asked_at"]),
        ]

    def __str__(self) -> str:
        return self.label

"""Money of closed accounts (待领款): paid out by two people, never at a till (T64, P118)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import PayoutState


def payout_ref() -> str:
    """Opaque number of a payout."""
    return new_ref("DL")


class SuspensePayout(models.Model):
    """What finance pays out of a person's SUSPENSE account; proposed by one, paid by another.

    Payee and bank account are sealed. A proposal keeps its amount aside: an account that opens
    again takes back the rest only, so that no transfer of finance lacks its cover.
    """

    class Way(models.TextChoices):
        OWN_CARD = "OWN_CARD", "本人银行卡"
        NEW_AREA = "NEW_AREA", "新参保地的个人账户"
        HEIR = "HEIR", "继承人"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("付款号", max_length=40, unique=True, default=payout_ref)
    account = models.ForeignKey(
        "settlement.LedgerAccount",
        on_delete=models.PROTECT,
        related_name="payouts",
        verbose_name="待领款账户",
    )
    amount_fen = models.BigIntegerField("金额")
    way = models.CharField("付到哪里", max_length=10, choices=Way)
    payee = EncryptedTextField("收款人")
    bank_account = EncryptedTextField("收款账号")
    state = models.CharField(
        "状态", max_length=10, choices=PayoutState, default=PayoutState.PROPOSED
    )
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申请人"
    )
    proposed_at = models.DateTimeField("申请时间")
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="付款人",
    )
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    bank_number = models.CharField("银行流水号", max_length=64, blank=True)

    class Meta:
        verbose_name = "待领款付款"
        verbose_name_plural = "待领款付款"
        constraints = [
            models.CheckConstraint(
                name="settlement_suspensepayout_is_positive", condition=Q(amount_fen__gt=0)
            ),
            models.UniqueConstraint(
                name="settlement_suspensepayout_one_at_a_time",
                fields=["account"],
                condition=Q(state="PROPOSED"),
            ),
            models.CheckConstraint(
                name="settlement_suspensepayout_two_people",
                condition=~Q(state="PAID")
                | (Q(payer__isnull=False, ended_at__isnull=False) & ~Q(payer=F("proposer"))),
            ),
            models.CheckConstraint(
                name="settlement_suspensepayout_paid_has_a_number",
                condition=~Q(state="PAID") | ~Q(bank_number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

"""The ledger: accounts, postings (凭证) and entries (I1–I4, I24).

Written only by the SQL function ``settlement_post``; entries and postings never change. Tracked
accounts (personal accounts, wallets, money that waits for somebody) carry a balance that a trigger
keeps; hot accounts carry none. A closed account holds nothing (``SUSPENSE`` of the person does).
"""

from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id


class LedgerAccount(models.Model):
    """One account. Balances of tracked accounts are credit minus debit, in 分, never below zero."""

    class Kind(models.TextChoices):
        PERSONAL = "PERSONAL", "个人账户"
        WALLET = "WALLET", "医保钱包"
        FUND = "FUND", "医保基金"
        CONTRIBUTIONS = "CONTRIBUTIONS", "缴费划入"
        RECEIVABLE = "RECEIVABLE", "机构应收"
        CARD_CLEARING = "CARD_CLEARING", "银行卡清算"
        CASH_CLEARING = "CASH_CLEARING", "现金收付"
        HELD = "HELD", "暂挂"
        CLEARING_PAID = "CLEARING_PAID", "已拨付清算款"
        PREMIUM = "PREMIUM", "代收居民医保费"
        SUSPENSE = "SUSPENSE", "待领款"
        PAID_OUT = "PAID_OUT", "已付待领款"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    kind = models.CharField("类别", max_length=14, choices=Kind)
    code = models.CharField("编号", max_length=60)
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="户主",
    )
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="机构",
    )
    is_tracked = models.BooleanField("记余额", default=False)
    balance_fen = models.BigIntegerField("余额", default=0)
    is_activated = models.BooleanField("已启用", default=True)
    is_frozen = models.BooleanField("已冻结", default=False)
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    touched_at = models.DateTimeField("锁定时间", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("开户时间", auto_now_add=True)

    class Meta:
        verbose_name = "账户"
        verbose_name_plural = "账户"
        constraints = [
            models.UniqueConstraint(
                name="settlement_ledgeraccount_is_unique", fields=["tenant", "kind", "code"]
            ),
            models.CheckConstraint(
                name="settlement_ledgeraccount_balance_is_not_negative",
                condition=Q(balance_fen__gte=0),
            ),
            models.CheckConstraint(
                name="settlement_ledgeraccount_personal_is_tracked",
                condition=~Q(kind__in=["PERSONAL", "WALLET", "SUSPENSE"])
                | Q(is_tracked=True, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"


class Posting(models.Model):
    """One business fact in the books; names its object (``business``: ``<label>:<id>``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=20)
    business = models.CharField("业务对象", max_length=100, unique=True)
    settlement = models.ForeignKey(
        "settlement.Settlement", on_delete=models.PROTECT, null=True, related_name="postings"
    )
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "凭证"
        verbose_name_plural = "凭证"

    def __str__(self) -> str:
        return self.business


class LedgerEntry(models.Model):
    """One leg: debit or credit, never a sign; exactly one of the two is above zero."""

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="entries")
    debit_fen = models.BigIntegerField("借方", default=0)
    credit_fen = models.BigIntegerField("贷方", default=0)

    class Meta:
        verbose_name = "分录"
        verbose_name_plural = "分录"
        constraints = [
            models.CheckConstraint(
                name="settlement_ledgerentry_is_debit_or_credit",
                condition=Q(debit_fen__gt=0, credit_fen=0) | Q(debit_fen=0, credit_fen__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""Bills taken without a network (断网记账): uploaded later, checked by themselves (feature 21)."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import OfflineState

_ENDED_WELL = Q(state__in=["SETTLED", "ADJUSTED"])


def offline_ref() -> str:
    """Opaque number of a bill taken without a network."""
    return new_ref("DW")


class OfflineBill(models.Model):
    """What a till says it gave against a signed pass while it had no network.

    ``total_fen`` less ``cash_taken_fen`` is what was given on trust; a day's trust in a person is
    capped by ``OfflineDay``. ``difference_fen`` is what the person has to pay on top of the cash
    that was taken; below zero the till gives it back. The pass and the items are sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("断网单号", max_length=40, unique=True, default=offline_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        related_name="offline_bills",
        verbose_name="机构",
    )
    client = models.ForeignKey(
        "accounts.PartnerClient", on_delete=models.PROTECT, related_name="+", verbose_name="应用"
    )
    nonce = models.CharField("终端流水号", max_length=64)
    terminal_code = models.CharField("终端号", max_length=20)
    operator_code = models.CharField("工号", max_length=20)
    operator_name = models.CharField("经办人", max_length=40, blank=True)
    business_type = models.CharField("业务类型", max_length=5)
    med_type = models.CharField("医疗类别", max_length=6)
    ipt_otp_no = models.CharField("门诊号", max_length=40)
    taken_at = models.DateTimeField("记账时间")
    day = models.DateField("记账日")
    received_at = models.DateTimeField("上传时间")
    pass_text = EncryptedTextField("断网码")
    items = EncryptedTextField("费用明细（JSON）")
    content_sha256 = models.CharField(max_length=64, editable=False)
    total_fen = models.BigIntegerField("总费用")
    cash_taken_fen = models.BigIntegerField("已收现金")
    state = models.CharField(
        "状态", max_length=10, choices=OfflineState, default=OfflineState.RECEIVED
    )
    reason = models.CharField("原因", max_length=60, blank=True)
    offline_pass = models.ForeignKey(
        "vouchers.OfflinePass",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="断网码",
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offline_bills",
        verbose_name="参保人",
    )
    settlement = models.OneToOneField(
        "settlement.Settlement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offline_bill",
        verbose_name="结算",
    )
    difference_fen = models.BigIntegerField("应补收（负数为应退还）", null=True, blank=True)
    case_ref = models.CharField("事项号", max_length=40, blank=True)
    is_allowed = models.BooleanField("经办机构同意", default=False)
    tries = models.PositiveSmallIntegerField("核对次数", default=0)
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        verbose_name = "断网记账"
        verbose_name_plural = "断网记账"
        constraints = [
            models.UniqueConstraint(
                name="settlement_offlinebill_nonce_is_unique",
                fields=["institution", "terminal_code", "nonce"],
            ),
            models.CheckConstraint(
                name="settlement_offlinebill_cash_within_total",
                condition=Q(total_fen__gt=0, cash_taken_fen__gte=0)
                & Q(cash_taken_fen__lte=F("total_fen")),
            ),
            models.CheckConstraint(
                name="settlement_offlinebill_settled_has_a_bill",
                condition=Q(_ENDED_WELL, settlement__isnull=False, person__isnull=False)
                | Q(~_ENDED_WELL, settlement__isnull=True, difference_fen__isnull=True),
            ),
            models.CheckConstraint(
                name="settlement_offlinebill_difference_fits",
                condition=~_ENDED_WELL
                | Q(state="SETTLED", difference_fen=0)
                | (Q(state="ADJUSTED", difference_fen__isnull=False) & ~Q(difference_fen=0)),
            ),
            models.CheckConstraint(
                name="settlement_offlinebill_no_has_a_reason",
                condition=~Q(state__in=["REFUSED", "CASE"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="settlement_offlinebill_case_has_a_number",
                condition=~Q(state="CASE") | ~Q(case_ref=""),
            ),
        ]
        indexes = [
            models.Index(
                name="settlement_offline_waiting",
                fields=["tries", "received_at"],
                condition=Q(state="RECEIVED"),
            ),
            models.Index(name="settlement_offline_place", fields=["institution", "-received_at"]),
            models.Index(name="settlement_offline_person", fields=["person", "day"]),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def back_fen(self) -> int:
        """What the till has to give back (分); zero where nothing."""
        return max(0, -(self.difference_fen or 0))

    @property
    def trusted_fen(self) -> int:
        """What was given without being paid on the spot (分)."""
        return self.total_fen - self.cash_taken_fen


class OfflineDay(models.Model):
    """What was given on trust to one person on one day, and what accounts paid of it (分).

    Neither is ever above the cap of the day's first pass. ``allowed_fen`` is what officers allowed
    beyond it, one by one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name="参保人"
    )
    day = models.DateField("日期")
    limit_fen = models.BigIntegerField("每日限额")
    used_fen = models.BigIntegerField("已用", default=0)
    account_fen = models.BigIntegerField("账户已付", default=0)
    allowed_fen = models.BigIntegerField("另外同意的", default=0)

    class Meta:
        verbose_name = "断网记账每日用量"
        verbose_name_plural = "断网记账每日用量"
        constraints = [
            models.UniqueConstraint(
                name="settlement_offlineday_one_a_day", fields=["person", "day"]
            ),
            models.CheckConstraint(
                name="settlement_offlineday_within_the_cap",
                condition=Q(used_fen__gte=0, account_fen__gte=0, allowed_fen__gte=0)
                & Q(used_fen__lte=F("limit_fen"), account_fen__lte=F("limit_fen")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.used_fen}"

"""Regional rules of the voucher (P15, P33): one row an area and period."""

from django.db import models

from yibao.kernel.ids import new_id


class VoucherPolicy(models.Model):
    """What an area sets for its vouchers; an area without a row takes the product's defaults.

    Names of the rule book: CARD_MAX_CHANNELS, CARD_SLOT_UNIT, CARD_MAX_NEW_BINDS_PER_MONTH,
    TXN_LIMIT, DAY_LIMIT, SERVICE_HOURS. Amounts are 分; empty means none. ``slip_days`` 0 forbids
    printed slips, ``offline_hours`` 0 forbids passes for the time without a network.
    """

    class SlotUnit(models.TextChoices):
        HOLDER_CHANNEL = "holder_channel", "每人每渠道"
        CHANNEL = "channel", "每渠道"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.PROTECT, related_name="+", verbose_name="地区"
    )
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)
    max_channels = models.PositiveSmallIntegerField("渠道数上限", default=6)
    slot_unit = models.CharField(
        "渠道数的单位", max_length=14, choices=SlotUnit, default=SlotUnit.HOLDER_CHANNEL
    )
    max_new_binds_a_month = models.PositiveSmallIntegerField("每月新开通上限", default=6)
    txn_limit_fen = models.BigIntegerField("单笔限额", null=True, blank=True)
    day_limit_fen = models.BigIntegerField("每日限额", null=True, blank=True)
    service_from = models.TimeField("服务开始", null=True, blank=True)
    service_to = models.TimeField("服务结束", null=True, blank=True)
    slip_days = models.PositiveSmallIntegerField("纸质码有效天数", default=1)
    slip_limit_fen = models.BigIntegerField("纸质码限额", default=50000)
    offline_hours = models.PositiveSmallIntegerField("断网码有效小时数", default=24)
    offline_limit_fen = models.BigIntegerField("断网码每日限额", default=20000)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = "医保码的地区规则"
        verbose_name_plural = "医保码的地区规则"
        constraints = [
            models.UniqueConstraint(
                name="vouchers_policy_one_a_start", fields=["region", "valid_from"]
            ),
            models.CheckConstraint(
                name="vouchers_policy_offline_limit_is_positive",
                condition=models.Q(offline_limit_fen__gt=0),
            ),
            models.CheckConstraint(
                name="vouchers_policy_period_is_ordered",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="vouchers_policy_hours_come_in_pairs",
                condition=models.Q(service_from__isnull=True, service_to__isnull=True)
                | models.Q(service_from__isnull=False, service_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.valid_from}"

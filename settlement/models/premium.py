"""Premiums of resident insurance (居民医保费): what an area asks for, and who paid it (P172).

One premium is paid once a person and year, by the person or by somebody for them; its sources are
kept one by one, so that money goes back to where it came from.
"""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..states import PremiumState

#: Money is under way or was paid: nobody pays for the same person and year again.
COUNTED = ("PENDING", "PAID")
_AMOUNTS = ("preschool_fen", "pupil_fen", "student_fen", "adult_fen", "elder_fen")


def premium_ref() -> str:
    """The reference under which the register of premiums knows a payment."""
    return new_ref("Y")


class PremiumPlan(models.Model):
    """What residents of an area pay for ``year``, in versions (P195); amounts in 分.

    ``valid_from`` and ``valid_to`` are the days on which the version holds; ``opens_on`` and
    ``closes_on`` (both included) are the days on which people pay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.PROTECT, related_name="+", verbose_name="地区"
    )
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)
    year = models.PositiveSmallIntegerField("哪一年的医保")
    opens_on = models.DateField("缴费第一天")
    closes_on = models.DateField("缴费最后一天")
    preschool_fen = models.BigIntegerField("学龄前儿童（分）")
    pupil_fen = models.BigIntegerField("中小学生（分）")
    student_fen = models.BigIntegerField("大学生（分）")
    adult_fen = models.BigIntegerField("成年居民（分）")
    elder_fen = models.BigIntegerField("老年居民（分）")
    subsidy_fen = models.BigIntegerField("财政补助（分）", default=0)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = "居民医保缴费标准"
        verbose_name_plural = "居民医保缴费标准"
        constraints = [
            models.UniqueConstraint(
                name="settlement_premiumplan_one_a_start", fields=["region", "valid_from"]
            ),
            models.CheckConstraint(
                name="settlement_premiumplan_period_is_ordered",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="settlement_premiumplan_window_is_ordered",
                condition=Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(
                name="settlement_premiumplan_amounts",
                condition=Q(subsidy_fen__gte=0, **{f"{name}__gt": 0 for name in _AMOUNTS}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.year}"


class Premium(models.Model):
    """One person's premium of one year as somebody paid it; ``amount_fen`` is the person's share.

    ``payer`` is whose login paid, ``member`` who is insured by it. The row is committed before the
    bank or the register hear of it; ``ref`` names it to the register for ever.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=premium_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    key = models.CharField("提交编号", max_length=64, editable=False)
    payer = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="premiums_paid",
        verbose_name="缴费人",
    )
    member = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="premiums",
        verbose_name="参保人",
    )
    plan = models.ForeignKey(
        PremiumPlan, on_delete=models.PROTECT, related_name="+", verbose_name="缴费标准"
    )
    year = models.PositiveSmallIntegerField("哪一年的医保")
    insuplc_admdvs = models.CharField("参保地", max_length=6)
    psn_type = models.CharField("人员类别", max_length=2)
    amount_fen = models.BigIntegerField("个人缴费")
    subsidy_fen = models.BigIntegerField("财政补助", default=0)
    state = models.CharField(
        "状态", max_length=10, choices=PremiumState, default=PremiumState.PENDING
    )
    refusal = models.CharField("没缴成的原因", max_length=40, blank=True)
    register_number = models.CharField("缴费凭证号", max_length=64, blank=True)
    created_at = models.DateTimeField("提出时间")
    deadline_at = models.DateTimeField("最迟有结果")
    asked_at = models.DateTimeField("报给税务", null=True)
    known_at = models.DateTimeField("有结果", null=True)
    asks = models.PositiveIntegerField("问过税务几次", default=0)
    next_ask_at = models.DateTimeField("下次问税务", null=True)

    class Meta:
        verbose_name = "居民医保缴费"
        verbose_name_plural = "居民医保缴费"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="settlement_premium_once_a_year",
                fields=["member", "year"],
                condition=Q(state__in=COUNTED),
            ),
            models.UniqueConstraint(name="settlement_premium_key", fields=["payer", "key"]),
            models.CheckConstraint(
                name="settlement_premium_is_positive",
                condition=Q(amount_fen__gt=0, subsidy_fen__gte=0),
            ),
            models.CheckConstraint(
                name="settlement_premium_paid_has_a_number",
                condition=~Q(state="PAID") | ~Q(register_number=""),
            ),
        ]
        indexes = [
            models.Index(name="settlement_premium_payer", fields=["payer", "-created_at"]),
            models.Index(name="settlement_premium_member", fields=["member", "-created_at"]),
            models.Index(
                name="settlement_premium_open",
                fields=["created_at"],
                condition=Q(state__in=["PENDING", "FAILED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class PremiumPart(models.Model):
    """What one source gives to a premium, in the order of P120."""

    class Kind(models.TextChoices):
        OWN_ACCOUNT = "OWN_ACCOUNT", "参保人的个人账户"
        AID_ACCOUNT = "AID_ACCOUNT", "家人的个人账户"
        CARD = "CARD", "银行卡"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    premium = models.ForeignKey(Premium, on_delete=models.PROTECT, related_name="parts")
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("来源", max_length=12, choices=Kind)
    account = models.ForeignKey(
        "settlement.LedgerAccount", on_delete=models.PROTECT, null=True, related_name="+"
    )
    payer = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    grant = models.ForeignKey(
        "family.Grant", on_delete=models.PROTECT, null=True, related_name="premium_parts"
    )
    amount_fen = models.BigIntegerField("金额")

    class Meta:
        verbose_name = "居民医保缴费来源"
        verbose_name_plural = "居民医保缴费来源"
        ordering = ["premium", "place"]
        constraints = [
            models.UniqueConstraint(
                name="settlement_premiumpart_place", fields=["premium", "place"]
            ),
            models.UniqueConstraint(
                name="settlement_premiumpart_one_card",
                fields=["premium"],
                condition=Q(kind="CARD"),
            ),
            models.CheckConstraint(
                name="settlement_premiumpart_is_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="settlement_premiumpart_names_its_source",
                condition=Q(kind="CARD", account__isnull=True, grant__isnull=True)
                | Q(kind="OWN_ACCOUNT", account__isnull=False, grant__isnull=True)
                | Q(kind="AID_ACCOUNT", account__isnull=False, grant__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premium_id} {self.kind}"

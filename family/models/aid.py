"""Regional rules of mutual aid, and who does not want to be helped by whom (P96–P117, P104)."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id


class AidPolicy(models.Model):
    """What an area sets for mutual aid; without a row the defaults hold (``data.aid.AidRules``).

    Periods of an area follow each other; kin scope and caps are those of the day of use (P96).
    """

    class KinScope(models.TextChoices):
        CORE3 = "CORE3", "配偶、父母、子女"
        NEAR8 = "NEAR8", "近亲属（含兄弟姐妹、祖孙）"

    class Area(models.TextChoices):
        POOL = "POOL", "同一统筹区"
        CITY = "CITY", "同一城市"
        PROVINCE = "PROVINCE", "省内"

    class Mode(models.TextChoices):
        AUTO = "AUTO", "按授权自动扣"
        DOUBLE_SCAN = "DOUBLE_SCAN", "要扫付款人的码"
        BOTH = "BOTH", "两种都可以"

    class Review(models.TextChoices):
        NONE = "NONE", "不审核"
        SAMPLE = "SAMPLE", "抽查"
        FULL = "FULL", "全部审核"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.PROTECT, related_name="+", verbose_name="地区"
    )
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)
    kin_scope = models.CharField("哪些亲属", max_length=10, choices=KinScope, default="NEAR8")
    area = models.CharField("参保地范围", max_length=10, choices=Area, default="PROVINCE")
    mode = models.CharField("扣款方式", max_length=12, choices=Mode, default="BOTH")
    review = models.CharField("审核方式", max_length=10, choices=Review, default="SAMPLE")
    sample_percent = models.PositiveSmallIntegerField("抽查（%）", default=5)
    payer_max_members = models.PositiveSmallIntegerField("一人最多授权给几人", default=7)
    member_max_payers = models.PositiveSmallIntegerField("一人最多有几个付款人", default=3)
    payers_per_settlement = models.PositiveSmallIntegerField(
        "一次结算最多几个付款人", null=True, blank=True
    )
    min_days = models.PositiveSmallIntegerField("满多少天才能停止", default=0)
    starts_next_day = models.BooleanField("次日生效", default=False)
    ends_next_day = models.BooleanField("次日停止", default=False)
    double_scan_needs_aid = models.BooleanField("双扫码也要先有授权", default=False)
    least_keep_back_fen = models.BigIntegerField("账户至少留（分）", default=0)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = "家庭共济的地区规则"
        verbose_name_plural = "家庭共济的地区规则"
        constraints = [
            models.UniqueConstraint(
                name="family_aidpolicy_one_a_start", fields=["region", "valid_from"]
            ),
            models.CheckConstraint(
                name="family_aidpolicy_period_is_ordered",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="family_aidpolicy_numbers",
                condition=Q(sample_percent__lte=100, least_keep_back_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.valid_from}"


class AidBlock(models.Model):
    """A member does not accept aid from this payer, or from anybody (``payer`` null, P104)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="aid_blocks", verbose_name="家人"
    )
    payer = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="付款人",
    )
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "不接受共济"
        verbose_name_plural = "不接受共济"
        constraints = [
            models.UniqueConstraint(
                name="family_aidblock_is_unique",
                fields=["member", "payer"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

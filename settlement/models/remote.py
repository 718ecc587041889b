"""Care elsewhere (异地就医): where it is settled directly, and who has filed for it (P157–P165)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id, new_ref

from ..states import FilingState


def filing_ref() -> str:
    """Opaque number of a filing."""
    return new_ref("F")


class RemoteArea(models.Model):
    """An area that settles directly for people insured here; ``province`` groups the list."""

    region = models.OneToOneField(
        "accounts.Region",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name="地区",
    )
    province = models.CharField("省份", max_length=30)
    outpatient = models.BooleanField("门诊直接结算", default=True)
    chronic = models.BooleanField("门诊慢特病直接结算", default=False)
    inpatient = models.BooleanField("住院直接结算", default=True)
    pharmacy = models.BooleanField("药店直接结算", default=False)
    is_open = models.BooleanField("已开通", default=True)
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "异地开通地区"
        verbose_name_plural = "异地开通地区"
        ordering = ["province", "region"]

    def __str__(self) -> str:
        return str(self.region_id)


class RemoteFiling(models.Model):
    """A filing for an area and a period (P158); ``period`` is half-open, open-ended where lasting.

    Filed before a discharge it may begin as early as the admission (P162).
    """

    class Kind(models.TextChoices):
        RETIRED = "RETIRED", "异地安置退休"
        LIVING = "LIVING", "异地长期居住"
        POSTED = "POSTED", "常驻异地工作"
        REFERRAL = "REFERRAL", "异地转诊"
        EMERGENCY = "EMERGENCY", "异地急诊抢救"
        OTHER = "OTHER", "其他临时外出就医"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("备案号", max_length=40, unique=True, default=filing_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="filings", verbose_name="参保人"
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField("类型", max_length=10, choices=Kind)
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.PROTECT, related_name="+", verbose_name="就医地"
    )
    insuplc_admdvs = models.CharField("参保地", max_length=6, blank=True)
    period = DateRangeField("有效期")
    state = models.CharField("状态", max_length=10, choices=FilingState)
    promised = models.BooleanField("承诺制", default=False)
    channel = models.CharField("办理方式", max_length=10, default="ONLINE")
    referral_no = models.CharField("转诊单号", max_length=40, blank=True)
    case = models.OneToOneField(
        "cases.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="事项",
    )
    filed_at = models.DateTimeField("提交时间")
    decided_at = models.DateTimeField("结果时间", null=True, blank=True)

    class Meta:
        verbose_name = "异地就医备案"
        verbose_name_plural = "异地就医备案"
        constraints = [
            ExclusionConstraint(
                name="settlement_filing_one_an_area",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["IN_REVIEW", "APPROVED"]),
            ),
        ]
        indexes = [
            models.Index(name="settlement_filing_person", fields=["person", "-filed_at"]),
        ]

    def __str__(self) -> str:
        return self.ref

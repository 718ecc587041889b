"""What an institution files for a person (待遇申报): referral, illness, chosen institution."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id, new_ref

from ..states import BenefitFilingState


def benefit_ref() -> str:
    """Number of a filing as institutions know it: at most 30 characters."""
    return new_ref("T")


class BenefitFiling(models.Model):
    """One filing; ``code`` and ``title`` name the illness, or the institution.

    ``period`` is half-open. A referral to another area has its ``remote`` filing, which is what
    counts in calculations there (P158).
    """

    class Kind(models.TextChoices):
        REFERRAL = "REFERRAL", "转院备案"
        CHRONIC = "CHRONIC", "门慢门特备案"
        PLACE = "PLACE", "定点备案"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("申报流水号", max_length=30, unique=True, default=benefit_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="benefit_filings",
        verbose_name="参保人",
    )
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="办理机构",
    )
    kind = models.CharField("类型", max_length=10, choices=Kind)
    code = models.CharField("病种或机构编号", max_length=30)
    title = models.CharField("病种或机构", max_length=300)
    business_type = models.CharField("业务申请类型", max_length=3, blank=True)
    rank = models.CharField("定点顺序", max_length=3, blank=True)
    period = DateRangeField("有效期")
    remote = models.OneToOneField(
        "settlement.RemoteFiling",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="异地备案",
    )
    state = models.CharField("状态", max_length=10, choices=BenefitFilingState)
    filed_at = models.DateTimeField("办理时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "待遇申报"
        verbose_name_plural = "待遇申报"
        constraints = [
            ExclusionConstraint(
                name="settlement_benefit_filed_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("business_type", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="FILED"),
            ),
        ]
        indexes = [
            models.Index(name="settlement_benefit_person", fields=["person", "-filed_at"]),
        ]

    def __str__(self) -> str:
        return self.ref

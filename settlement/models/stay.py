"""A stay in hospital (住院): admission, parts by year, discharge (P143, P144)."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..states import StayState


def stay_ref() -> str:
    """Opaque id of a stay."""
    return new_ref("Z")


class Stay(models.Model):
    """One admission of one person; a person is in one bed at a time.

    Its parts are visits: the first is opened by the admission, each later one by the interim
    settlement of 31 December. Reasons of discharge follow the national list (``dscg_way``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("住院编号", max_length=40, unique=True, default=stay_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="stays", verbose_name="机构"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="stays", verbose_name="参保人"
    )
    state = models.CharField("状态", max_length=12, choices=StayState, default=StayState.ADMITTED)
    ipt_no = models.CharField("住院号", max_length=40)
    admitted_at = models.DateTimeField("入院时间")
    bed = models.CharField("床位", max_length=30, blank=True)
    discharged_at = models.DateTimeField("出院时间", null=True, blank=True)
    dscg_way = models.CharField("离院方式", max_length=3, blank=True)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "住院"
        verbose_name_plural = "住院"
        constraints = [
            models.UniqueConstraint(
                name="settlement_stay_one_bed", fields=["person"], condition=Q(state="ADMITTED")
            ),
            models.CheckConstraint(
                name="settlement_stay_leaves_after_it_came",
                condition=Q(discharged_at__isnull=True) | Q(discharged_at__gte=F("admitted_at")),
            ),
            models.CheckConstraint(
                name="settlement_stay_discharge_has_a_time",
                condition=Q(state__in=["ADMITTED", "CANCELLED"], discharged_at__isnull=True)
                | Q(state__in=["DISCHARGED", "SETTLED"], discharged_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="settlement_stay_institution", fields=["institution", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.ref

"""What was spent under a grant, by day and by year (I15, T67)."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id


class AidUse(models.Model):
    """One counter a grant and period; locked with the payer's account, raised at settlement,
    lowered by refunds of bills of the period. ``cap_fen`` is the cap when it was last raised."""

    class Kind(models.TextChoices):
        DAY = "DAY", "当天"
        YEAR = "YEAR", "当年"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.ForeignKey("family.Grant", on_delete=models.PROTECT, related_name="uses_made")
    kind = models.CharField("期间", max_length=4, choices=Kind)
    starts_on = models.DateField("从哪天起")
    used_fen = models.BigIntegerField("已用", default=0)
    cap_fen = models.BigIntegerField("上限", null=True)

    class Meta:
        verbose_name = "共济用量"
        verbose_name_plural = "共济用量"
        constraints = [
            models.UniqueConstraint(
                name="settlement_aiduse_is_unique", fields=["grant", "kind", "starts_on"]
            ),
            models.CheckConstraint(
                name="settlement_aiduse_within_cap",
                condition=Q(used_fen__gte=0)
                & (Q(cap_fen__isnull=True) | Q(used_fen__lte=F("cap_fen"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.kind} {self.starts_on}"

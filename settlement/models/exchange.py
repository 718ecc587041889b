"""Exchanges (换货): lines go back and others are settled on the spot, in one transaction."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref


def exchange_ref() -> str:
    """Opaque exchange id."""
    return new_ref("HH")


class Exchange(models.Model):
    """A refund and the bill that was settled in its place; only the difference in cash moved.

    ``collected_fen`` is what the patient paid on top, ``handed_back_fen`` what the patient got;
    one of the two is zero.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    exchange_id = models.CharField("换货号", max_length=40, unique=True, default=exchange_ref)
    settlement = models.ForeignKey(
        "settlement.Settlement",
        on_delete=models.PROTECT,
        related_name="exchanges",
        verbose_name="原结算",
    )
    refund = models.OneToOneField(
        "settlement.Refund", on_delete=models.PROTECT, related_name="exchange", verbose_name="退费"
    )
    replacement = models.OneToOneField(
        "settlement.Settlement",
        on_delete=models.PROTECT,
        related_name="exchanged_for",
        verbose_name="新结算",
    )
    collected_fen = models.BigIntegerField("补收")
    handed_back_fen = models.BigIntegerField("退还")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "换货"
        verbose_name_plural = "换货"
        constraints = [
            models.CheckConstraint(
                name="settlement_exchange_difference_goes_one_way",
                condition=Q(collected_fen__gte=0, handed_back_fen=0)
                | Q(collected_fen=0, handed_back_fen__gt=0),
            ),
            models.CheckConstraint(
                name="settlement_exchange_is_of_two_bills",
                condition=~Q(settlement=F("replacement")),
            ),
        ]
        indexes = [models.Index(name="settlement_exchange_bill", fields=["settlement"])]

    def __str__(self) -> str:
        return self.exchange_id

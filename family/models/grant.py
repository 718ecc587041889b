"""Mutual-aid grants (家庭共济): the right to spend, apart from any right to show (settled 1)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref


def grant_ref() -> str:
    """Opaque public reference of a grant."""
    return new_ref("G")


class Grant(models.Model):
    """A payer lets a relative use the payer's personal account, within limits.

    ``period`` is half-open; ``ended_at`` ends the right at once. Grants of one payer to one member
    do not overlap in time (I17). ``per_payment_cap_fen`` is in 分; null means no cap.
    """

    class Relation(models.TextChoices):
        SPOUSE = "SPOUSE", "配偶"
        PARENT = "PARENT", "父母"
        CHILD = "CHILD", "子女"
        SIBLING = "SIBLING", "兄弟姐妹"
        GRANDPARENT = "GRANDPARENT", "祖父母、外祖父母"
        GRANDCHILD = "GRANDCHILD", "孙子女、外孙子女"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=grant_ref)
    payer = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="grants_given",
        verbose_name="付款人",
    )
    member = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="grants_received",
        verbose_name="家人",
    )
    relation = models.CharField("家人是付款人的", max_length=12, choices=Relation)
    priority = models.PositiveSmallIntegerField("扣款次序", default=1)
    per_payment_cap_fen = models.BigIntegerField("单笔上限", null=True, blank=True)
    period = DateRangeField("有效期")
    created_at = models.DateTimeField("授权时间")
    ended_at = models.DateTimeField("停止时间", null=True, blank=True)

    class Meta:
        verbose_name = "共济授权"
        verbose_name_plural = "共济授权"
        constraints = [
            models.CheckConstraint(
                name="family_grant_is_to_somebody_else", condition=~Q(payer=F("member"))
            ),
            models.CheckConstraint(
                name="family_grant_cap_is_positive",
                condition=Q(per_payment_cap_fen__isnull=True) | Q(per_payment_cap_fen__gt=0),
            ),
            ExclusionConstraint(
                name="family_grant_periods_do_not_overlap",
                expressions=[
                    ("payer", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

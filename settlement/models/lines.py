"""What fee lines and settled lines have in common: quantity, price and the split of the amount."""

from django.db import models
from django.db.models import F, Q

#: The columns that a settled line copies from its fee line.
SHARED_FIELDS = (
    "feedetl_sn",
    "position",
    "med_list_codg",
    "cnt",
    "pric",
    "amount_fen",
    "chrgitm_lv",
    "selfpay_prop",
    "pric_uplmt_amt",
    "fulamt_ownpay_amt_fen",
    "overlmt_selfpay_fen",
    "preselfpay_amt_fen",
    "inscp_scp_amt_fen",
)


class PricedLine(models.Model):
    """One priced line; class, share and limit are copied from the catalogue of its day.

    ``cnt`` has four decimals, ``pric`` and ``pric_uplmt_amt`` six (yuan); amounts are in 分 and the
    four parts add up to ``amount_fen`` (P124).
    """

    feedetl_sn = models.CharField("费用明细流水号", max_length=30)
    position = models.PositiveIntegerField("次序")
    med_list_codg = models.CharField("医疗目录编码", max_length=50, blank=True)
    cnt = models.DecimalField("数量", max_digits=16, decimal_places=4)
    pric = models.DecimalField("单价", max_digits=16, decimal_places=6)
    amount_fen = models.BigIntegerField("金额")
    chrgitm_lv = models.CharField("收费等级", max_length=2)
    selfpay_prop = models.DecimalField("先行自付比例", max_digits=5, decimal_places=4)
    pric_uplmt_amt = models.DecimalField("限价", max_digits=16, decimal_places=6, null=True)
    fulamt_ownpay_amt_fen = models.BigIntegerField("全自费")
    overlmt_selfpay_fen = models.BigIntegerField("超限价自费")
    preselfpay_amt_fen = models.BigIntegerField("先行自付")
    inscp_scp_amt_fen = models.BigIntegerField("符合政策范围")

    class Meta:
        abstract = True


def splits(prefix: str) -> list[models.CheckConstraint]:
    """The constraints of a table of priced lines (I6; NaN is not below an upper bound)."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_parts_add_up",
            condition=Q(
                amount_fen=F("fulamt_ownpay_amt_fen")
                + F("overlmt_selfpay_fen")
                + F("preselfpay_amt_fen")
                + F("inscp_scp_amt_fen")
            ),
        ),
        models.CheckConstraint(
            name=f"{prefix}_share_is_a_share",
            condition=Q(selfpay_prop__gte=0, selfpay_prop__lte=1),
        ),
        models.CheckConstraint(
            name=f"{prefix}_limit_is_a_number",
            condition=Q(pric_uplmt_amt__isnull=True)
            | Q(pric_uplmt_amt__gte=0, pric_uplmt_amt__lt=10**10),
        ),
        models.CheckConstraint(
            name=f"{prefix}_is_not_negative",
            condition=Q(
                amount_fen__gte=0,
                fulamt_ownpay_amt_fen__gte=0,
                overlmt_selfpay_fen__gte=0,
                preselfpay_amt_fen__gte=0,
                inscp_scp_amt_fen__gte=0,
                cnt__gt=0,
                cnt__lt=10**12,
                pric__gte=0,
                pric__lt=10**10,
            ),
        ),
    ]

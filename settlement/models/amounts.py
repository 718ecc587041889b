"""The national amounts of a settlement as columns in 分 (P121)."""

from django.db import models
from django.db.models import F, Q

#: Funds in the order of the national table; ``fund_pay_sumamt`` is their sum (P127).
FUND_FIELDS = (
    "hifp_pay",
    "cvlserv_pay",
    "hifes_pay",
    "hifmi_pay",
    "hifob_pay",
    "maf_pay",
    "hifdm_pay",
    "oth_pay",
)
#: All amounts of the header that are never negative.
AMOUNT_FIELDS = (
    "medfee_sumamt",
    "fulamt_ownpay_amt",
    "overlmt_selfpay",
    "preselfpay_amt",
    "inscp_scp_amt",
    "act_pay_dedc",
    *FUND_FIELDS,
    "fund_pay_sumamt",
    "hosp_part_amt",
    "psn_part_amt",
    "acct_pay",
    "self_acct_pay",
    "acct_mulaid_pay",
    "psn_cash_pay",
)


class NationalAmounts(models.Model):
    """Header amounts in 分; the identities P124–P128 are CHECK constraints (I5)."""

    medfee_sumamt_fen = models.BigIntegerField("医疗费总额")
    fulamt_ownpay_amt_fen = models.BigIntegerField("全自费")
    overlmt_selfpay_fen = models.BigIntegerField("超限价自费")
    preselfpay_amt_fen = models.BigIntegerField("先行自付")
    inscp_scp_amt_fen = models.BigIntegerField("符合政策范围")
    act_pay_dedc_fen = models.BigIntegerField("实际支付起付线")
    hifp_pay_fen = models.BigIntegerField("基本医保统筹基金")
    cvlserv_pay_fen = models.BigIntegerField("公务员医疗补助")
    hifes_pay_fen = models.BigIntegerField("企业补充医保")
    hifmi_pay_fen = models.BigIntegerField("居民大病保险")
    hifob_pay_fen = models.BigIntegerField("职工大额补助")
    maf_pay_fen = models.BigIntegerField("医疗救助")
    hifdm_pay_fen = models.BigIntegerField("伤残补助")
    oth_pay_fen = models.BigIntegerField("其他基金")
    fund_pay_sumamt_fen = models.BigIntegerField("基金支付总额")
    hosp_part_amt_fen = models.BigIntegerField("医院负担")
    psn_part_amt_fen = models.BigIntegerField("个人负担")
    acct_pay_fen = models.BigIntegerField("个人账户支出")
    self_acct_pay_fen = models.BigIntegerField("本人账户支出")
    acct_mulaid_pay_fen = models.BigIntegerField("共济支付")
    psn_cash_pay_fen = models.BigIntegerField("个人现金支付")

    class Meta:
        abstract = True


def identities(prefix: str) -> list[models.CheckConstraint]:
    """The constraints of a table that holds the amounts."""
    lines = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    return [
        models.CheckConstraint(
            name=f"{prefix}_no_amount_is_negative",
            condition=Q(**{f"{name}_fen__gte": 0 for name in AMOUNT_FIELDS}),
        ),
        models.CheckConstraint(
            name=f"{prefix}_total_is_funds_person_hospital",
            condition=Q(medfee_sumamt_fen=_sum("fund_pay_sumamt", "psn_part_amt", "hosp_part_amt")),
        ),
        models.CheckConstraint(
            name=f"{prefix}_total_is_scope_parts",
            condition=Q(medfee_sumamt_fen=_sum(*lines)),
        ),
        models.CheckConstraint(
            name=f"{prefix}_funds_add_up",
            condition=Q(fund_pay_sumamt_fen=_sum(*FUND_FIELDS)),
        ),
        models.CheckConstraint(
            name=f"{prefix}_person_is_account_and_cash",
            condition=Q(psn_part_amt_fen=_sum("acct_pay", "psn_cash_pay")),
        ),
        models.CheckConstraint(
            name=f"{prefix}_account_is_own_and_aid",
            condition=Q(acct_pay_fen=_sum("self_acct_pay", "acct_mulaid_pay")),
        ),
        models.CheckConstraint(
            name=f"{prefix}_funds_within_scope",
            condition=Q(fund_pay_sumamt_fen__lte=F("inscp_scp_amt_fen")),
        ),
    ]


def _sum(*names: str) -> models.expressions.Combinable:
    total: models.expressions.Combinable = F(f"{names[0]}_fen")
    for name in names[1:]:
        total = total + F(f"{name}_fen")
    return total

"""Contributions (缴费) as the register knows them (P24)."""

from django.db import models

from yibao.kernel.ids import new_id


class Contribution(models.Model):
    """What was paid for one month (employees) or one year (residents); amounts in 分.

    ``period`` is ``YYYYMM`` for employees and ``YYYY`` for residents. ``account_fen`` is what went
    into the personal account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.CASCADE,
        related_name="contributions",
        verbose_name="参保人",
    )
    insutype = models.CharField("险种", max_length=3)
    period = models.CharField("费款所属期", max_length=6)
    insuplc_admdvs = models.CharField("参保地", max_length=6)
    payer_name = models.CharField("缴费单位", max_length=100, blank=True)
    base_fen = models.BigIntegerField("缴费基数", default=0)
    employer_fen = models.BigIntegerField("单位缴费", default=0)
    personal_fen = models.BigIntegerField("个人缴费", default=0)
    subsidy_fen = models.BigIntegerField("财政补助", default=0)
    account_fen = models.BigIntegerField("划入个人账户", default=0)
    paid_on = models.DateField("到账日期", null=True, blank=True)

    class Meta:
        verbose_name = "缴费记录"
        verbose_name_plural = "缴费记录"
        constraints = [
            models.UniqueConstraint(
                name="accounts_contribution_one_a_period",
                fields=["person", "insutype", "period", "insuplc_admdvs"],
            ),
            models.CheckConstraint(
                name="accounts_contribution_not_negative",
                condition=models.Q(
                    base_fen__gte=0,
                    employer_fen__gte=0,
                    personal_fen__gte=0,
                    subsidy_fen__gte=0,
                    account_fen__gte=0,
                ),
            ),
        ]
        indexes = [models.Index(name="accounts_contribution_person", fields=["person", "-period"])]

    def __str__(self) -> str:
        return f"{self.insutype} {self.period}"

"""Yearly counters of a person (P145), behind one lock row a person, year and insurance."""

from django.db import models

from yibao.kernel.ids import new_id


class PersonYear(models.Model):
    """The row that a settlement locks first; ``stays`` counts admissions of the year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField("年度")
    insutype = models.CharField("险种", max_length=3)
    stays = models.PositiveIntegerField("住院次数", default=0)

    class Meta:
        verbose_name = "年度累计"
        verbose_name_plural = "年度累计"
        constraints = [
            models.UniqueConstraint(
                name="settlement_personyear_is_unique", fields=["person", "year", "insutype"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.insutype}"


class YearCounter(models.Model):
    """One counter of a policy pack: deductible used, pool used, serious-illness base."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.ForeignKey(PersonYear, on_delete=models.PROTECT, related_name="counters")
    name = models.CharField("名称", max_length=40)
    used_fen = models.BigIntegerField("已用")

    class Meta:
        verbose_name = "累计项"
        verbose_name_plural = "累计项"
        constraints = [
            models.UniqueConstraint(
                name="settlement_yearcounter_is_unique", fields=["year", "name"]
            ),
            models.CheckConstraint(
                name="settlement_yearcounter_is_not_negative",
                condition=models.Q(used_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""Who may not decide a case, and where officers work (T32, settled 18)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id

from .case import Case


class Barred(models.Model):
    """Somebody who may not decide a case: a person of it, or an officer who decided before (I19).

    ``person_index`` is the keyed hash of the person's number, so that the database compares persons
    and not logins (T32); exactly one of the two columns is filled.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="barred")
    person_index = models.CharField(max_length=64, blank=True, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "回避"
        verbose_name_plural = "回避"
        constraints = [
            models.CheckConstraint(
                name="cases_barred_is_a_person_or_an_officer",
                condition=models.Q(person_index="", staff__isnull=False)
                | (~models.Q(person_index="") & models.Q(staff__isnull=True)),
            ),
            models.UniqueConstraint(
                name="cases_barred_once",
                fields=["case", "person_index", "staff"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Declaration(models.Model):
    """Who a member of staff is, and who the relatives are, as keyed hashes of their numbers (T32).

    One row is the own person; the others are declared kin. Rows are ended, never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="declarations",
        verbose_name="工作人员",
    )
    person_index = models.CharField(max_length=64, editable=False)
    is_own = models.BooleanField("本人", default=False)
    declared_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "回避登记"
        verbose_name_plural = "回避登记"
        constraints = [
            models.UniqueConstraint(
                name="cases_declaration_once",
                fields=["staff", "person_index"],
                condition=models.Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="cases_declaration_one_own",
                fields=["staff"],
                condition=models.Q(ended_at__isnull=True, is_own=True),
            ),
        ]
        indexes = [models.Index(name="cases_declaration_person", fields=["person_index"])]

    def __str__(self) -> str:
        return "本人" if self.is_own else "亲属"


class WorkArea(models.Model):
    """A district or city whose cases a member of staff works on (settled 18)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="work_areas",
        verbose_name="工作人员",
    )
    region_code = models.CharField("地区", max_length=6)

    class Meta:
        verbose_name = "辖区"
        verbose_name_plural = "辖区"
        constraints = [
            models.UniqueConstraint(name="cases_workarea_once", fields=["staff", "region_code"]),
        ]

    def __str__(self) -> str:
        return self.region_code

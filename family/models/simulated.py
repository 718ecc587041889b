"""Books of the simulated registers of kinship and births; production asks the real ones."""

from django.db import models

from yibao.kernel.ids import new_id


class KinshipRecord(models.Model):
    """The simulated register knows: ``member_index`` is the ``relation`` of ``holder_index``.

    Numbers stand here as keyed hashes only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT)
    holder_index = models.CharField(max_length=64, editable=False)
    member_index = models.CharField(max_length=64, editable=False)
    relation = models.CharField(max_length=16)

    class Meta:
        verbose_name = "模拟的亲属登记"
        verbose_name_plural = "模拟的亲属登记"
        constraints = [
            models.UniqueConstraint(
                name="family_kinship_one_a_pair", fields=["holder_index", "member_index"]
            ),
        ]

    def __str__(self) -> str:
        return self.relation


class BirthRecord(models.Model):
    """The simulated register of birth certificates (P67): number, mother and child as hashes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT)
    certificate_index = models.CharField(max_length=64, unique=True, editable=False)
    mother_index = models.CharField(max_length=64, editable=False)
    father_index = models.CharField(max_length=64, blank=True, editable=False)
    child = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name="新生儿"
    )

    class Meta:
        verbose_name = "模拟的出生医学证明"
        verbose_name_plural = "模拟的出生医学证明"

    def __str__(self) -> str:
        return str(self.pk)

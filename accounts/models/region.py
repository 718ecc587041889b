"""Administrative areas with their offices and phones (P185)."""

from django.db import models


class Region(models.Model):
    """A pooling area or a district of it; ``code`` is the national area code (admdvs)."""

    code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="districts"
    )
    hotline = models.CharField("经办机构电话", max_length=30, blank=True)
    office = models.CharField("经办机构", max_length=80, blank=True)
    sort = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "地区"
        verbose_name_plural = "地区"
        ordering = ["sort", "code"]

    def __str__(self) -> str:
        return self.name

"""What looked odd in a day of a member of staff: an inbox for leads and auditors (T94)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id


class OddAccess(models.Model):
    """One kind of odd looking of one member of staff on one day, found by the nightly count.

    ``subjects`` are the people as in the audit log (``accounts.person:<id>``), at most fifty.
    A lead, never the person concerned, notes once whether it was in order.
    """

    class Kind(models.TextChoices):
        MANY = "MANY", "查看的人特别多"
        OWN = "OWN", "查看自己"
        KIN = "KIN", "查看亲属"
        AREA = "AREA", "查看辖区以外的人"
        NIGHT = "NIGHT", "夜里查看"
        CAUSE = "CAUSE", "没有事由"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    day = models.DateField("日期")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="工作人员",
    )
    kind = models.CharField("哪里异常", max_length=8, choices=Kind)
    count = models.PositiveIntegerField("次数")
    subjects = models.JSONField("涉及的人", default=list)
    found_at = models.DateTimeField("发现时间")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )
    noted_at = models.DateTimeField("核对时间", null=True, blank=True)
    is_in_order = models.BooleanField("符合规定", null=True, blank=True)
    note = models.CharField("核对意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "异常查看"
        verbose_name_plural = "异常查看"
        constraints = [
            models.UniqueConstraint(
                name="accounts_oddaccess_once", fields=["day", "staff", "kind"]
            ),
            models.CheckConstraint(
                name="accounts_oddaccess_noted_by_another",
                condition=models.Q(noted_by__isnull=True) | ~models.Q(noted_by=models.F("staff")),
            ),
        ]
        indexes = [models.Index(name="accounts_oddaccess_day", fields=["tenant", "-day"])]

    def __str__(self) -> str:
        return self.get_kind_display()

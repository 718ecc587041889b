"""Break glass: a short, reasoned right to see what is otherwise covered (security C, T94)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id


class GlassSession(models.Model):
    """A member of staff sees the full number, or an original file, of one subject for ten minutes.

    ``subject`` is ``<label>:<id>`` as in the audit log. Rows are ended and signed off, never
    deleted; nobody signs off an own one.
    """

    class Kind(models.TextChoices):
        FULL_NUMBER = "FULL_NUMBER", "看全号"
        ORIGINAL_FILE = "ORIGINAL_FILE", "看原件"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="glass_sessions",
        verbose_name="工作人员",
    )
    kind = models.CharField("看什么", max_length=16, choices=Kind)
    subject = models.CharField("对象", max_length=100)
    reason = models.CharField("原因", max_length=60)
    began_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("到")
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    signed_at = models.DateTimeField("复核时间", null=True, blank=True)
    is_in_order = models.BooleanField("符合规定", null=True, blank=True)
    sign_note = models.CharField("复核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "临时提权"
        verbose_name_plural = "临时提权"
        constraints = [
            models.CheckConstraint(
                name="audit_glass_signed_by_another",
                condition=models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("staff")),
            ),
            models.CheckConstraint(
                name="audit_glass_ends_after_it_began",
                condition=models.Q(ends_at__gt=models.F("began_at")),
            ),
        ]
        indexes = [
            models.Index(name="audit_glass_staff", fields=["staff", "subject", "-began_at"]),
            models.Index(name="audit_glass_began", fields=["tenant", "-began_at"]),
        ]

    def __str__(self) -> str:
        return self.kind

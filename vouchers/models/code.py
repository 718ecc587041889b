"""Dynamic codes: rows with an end and a use, never in Redis (settled 13)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from yibao.kernel.ids import new_id


class DynamicCode(models.Model):
    """One issued 28-digit code; only its keyed hash is kept. Used once, also when paying fails.

    ``sign_in_ref`` is the device session that showed it (T02); ``channel`` is empty for the own
    pages. ``is_stepped_up`` marks a code that was issued right after a fresh proof, which a scan at
    a surprising place asks for.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voucher = models.ForeignKey("vouchers.Voucher", on_delete=models.CASCADE, related_name="codes")
    generation = models.PositiveIntegerField("代次")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="shown_codes",
        verbose_name="出示人",
    )
    presented_as = models.CharField("代出示关系", max_length=20, blank=True)
    channel = models.ForeignKey(
        "vouchers.Channel", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sign_in_ref = models.CharField("登录", max_length=40, blank=True)
    is_stepped_up = models.BooleanField("刚验证过", default=False)
    issued_at = models.DateTimeField("发出时间", db_default=Now())
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "动态码"
        verbose_name_plural = "动态码"
        constraints = [
            models.CheckConstraint(
                name="vouchers_dynamiccode_expires_after_issue",
                condition=models.Q(expires_at__gt=models.F("issued_at")),
            ),
        ]
        indexes = [
            models.Index(name="vouchers_code_voucher", fields=["voucher", "-issued_at"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""Signed passes for times without a network (断网码): one device, a day, a cap (feature 21)."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref


def pass_ref() -> str:
    """Opaque serial number of a pass."""
    return new_ref("O")


class OfflinePass(models.Model):
    """A pass that a person keeps on a device while there is a network.

    It is used only where a counter has none, any number of times until it ends; what all passes of
    a person bring on a day is capped by ``limit_fen`` (分). The text is signed and carries no name
    or number; only its keyed hash is kept. Signing out on the device ends it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=pass_ref)
    voucher = models.ForeignKey(
        "vouchers.Voucher",
        on_delete=models.PROTECT,
        related_name="offline_passes",
        verbose_name="医保码",
    )
    generation = models.PositiveIntegerField("代次")
    key = models.ForeignKey(
        "vouchers.SigningKey",
        on_delete=models.PROTECT,
        related_name="offline_passes",
        verbose_name="密钥",
    )
    sign_in = models.ForeignKey(
        "accounts.SignIn", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    device = models.CharField("设备", max_length=60)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    limit_fen = models.BigIntegerField("每日限额")
    issued_at = models.DateTimeField("取得时间")
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = "断网码"
        verbose_name_plural = "断网码"
        constraints = [
            models.CheckConstraint(
                name="vouchers_offlinepass_expires_after_issue",
                condition=Q(expires_at__gt=F("issued_at")),
            ),
            models.CheckConstraint(
                name="vouchers_offlinepass_limit_is_positive", condition=Q(limit_fen__gt=0)
            ),
        ]
        indexes = [models.Index(name="vouchers_pass_voucher", fields=["voucher", "-issued_at"])]

    def __str__(self) -> str:
        return self.ref

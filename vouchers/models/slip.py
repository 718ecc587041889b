"""Signed codes on paper: keys with their life, and one-day slips of the counter (T05, T06)."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref


def slip_ref() -> str:
    """Opaque serial number of a slip."""
    return new_ref("P")


class SigningKey(models.Model):
    """A key pair for signed codes; ``kid`` names it in the code, public keys are published.

    The private half is sealed. A retired key still verifies until its codes are over; a
    compromised one verifies nothing from that moment on (T06).
    """

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", "签发中"
        RETIRED = "RETIRED", "只验证"
        COMPROMISED = "COMPROMISED", "已作废"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kid = models.CharField("密钥号", max_length=20, unique=True)
    alg = models.CharField("算法", max_length=20, default="EdDSA")
    public_key = models.CharField("公钥", max_length=100)
    private_key = EncryptedTextField("私钥", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField("生成时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "签名密钥"
        verbose_name_plural = "签名密钥"
        constraints = [
            models.UniqueConstraint(
                name="vouchers_signingkey_one_active",
                fields=["alg"],
                condition=models.Q(state="ACTIVE"),
            ),
        ]

    def __str__(self) -> str:
        return self.kid


class CounterSlip(models.Model):
    """A printed code for a person without a phone, good for the day, for one use (settled 13).

    Two clerks where the face is replaced (P189). The code itself is signed and carries no name or
    number; only its keyed hash is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=slip_ref)
    voucher = models.ForeignKey(
        "vouchers.Voucher", on_delete=models.PROTECT, related_name="slips", verbose_name="医保码"
    )
    generation = models.PositiveIntegerField("代次")
    key = models.ForeignKey(
        SigningKey, on_delete=models.PROTECT, related_name="slips", verbose_name="密钥"
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    limit_fen = models.BigIntegerField("限额")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="issued_slips",
        verbose_name="经办人",
    )
    issued_at = models.DateTimeField("打印时间")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = "纸质医保码"
        verbose_name_plural = "纸质医保码"
        constraints = [
            models.CheckConstraint(
                name="vouchers_counterslip_expires_after_issue",
                condition=models.Q(expires_at__gt=models.F("issued_at")),
            ),
            models.CheckConstraint(
                name="vouchers_counterslip_limit_not_negative",
                condition=models.Q(limit_fen__gte=0),
            ),
        ]
        indexes = [models.Index(name="vouchers_slip_voucher", fields=["voucher", "-issued_at"])]

    def __str__(self) -> str:
        return self.ref

"""Idempotency keys with their answers, written in the money transaction (I7, T59–T61)."""

from django.db import models


class IdempotencyKey(models.Model):
    """One effect per caller and key.

    ``scope`` names the caller (client id). ``fingerprint`` is the SHA-256 of method, path and raw
    body. ``answer`` is the exact body that was sent, sealed; a replay is the same byte for byte.
    Keys of money calls are kept for good.
    """

    scope = models.CharField("调用方", max_length=80)
    key = models.CharField("键", max_length=255)
    fingerprint = models.CharField("请求指纹", max_length=64)
    status = models.PositiveSmallIntegerField("应答状态", default=0)
    answer = models.BinaryField("应答正文", default=b"")
    content_type = models.CharField("应答类型", max_length=60, default="application/json")
    is_money = models.BooleanField("资金类", default=False)
    created_at = models.DateTimeField("首次时间")

    class Meta:
        verbose_name = "幂等键"
        verbose_name_plural = "幂等键"
        constraints = [
            models.UniqueConstraint(
                name="kernel_idempotencykey_is_unique", fields=["scope", "key"]
            ),
        ]
        indexes = [
            models.Index(
                name="kernel_idempotency_old",
                fields=["created_at"],
                condition=models.Q(is_money=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"

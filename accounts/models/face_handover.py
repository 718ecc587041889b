"""A face check that a waiting page leaves to another phone; holds no picture (T20, T21)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id, new_ref

from .verification import FaceCheck


def handover_ref() -> str:
    """Opaque reference: 115 random bits."""
    return new_ref("H")


class FaceHandover(models.Model):
    """One QR code: opened by a session, claimed by one phone, spent by that session, once.

    ``session_hash`` and ``phone_hash`` stand for secrets that only those two browsers know.
    ``number`` is shown on the waiting page once a phone has claimed it, and typed on that phone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=handover_ref)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="face_handovers"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="face_handovers"
    )
    purpose = models.CharField("用途", max_length=12, choices=FaceCheck.Purpose)
    session_hash = models.CharField(max_length=64, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    number = models.CharField("核对数字", max_length=4, editable=False)
    wrong_numbers = models.PositiveSmallIntegerField("输错次数", default=0)
    check_made = models.OneToOneField(
        FaceCheck, on_delete=models.SET_NULL, null=True, related_name="handover"
    )
    opened_at = models.DateTimeField("打开时间")
    expires_at = models.DateTimeField("有效到")
    confirmed_at = models.DateTimeField("核对时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "换手机刷脸"
        verbose_name_plural = "换手机刷脸"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(ended_at__isnull=True),
                name="accounts_handover_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.ref

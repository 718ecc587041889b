"""The question to a member of 16 and over: may this person show my code? (P65, P66, P75, P83)"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import ConsentState


def consent_ref() -> str:
    """Opaque reference of a question; it opens nothing without the member's own login."""
    return new_ref("Y")


class ConsentAsk(models.Model):
    """Asked for a request, or for a binding whose member turned 16 (``binding``).

    ``way`` says how it was answered (settled 4); ``reason`` is what the member wrote when refusing,
    sealed and never shown to the holder (P75).
    """

    class Way(models.TextChoices):
        LOGIN = "LOGIN", "本人登录并刷脸"
        HOLDER_PHONE = "HOLDER_PHONE", "在申请人手机上刷脸，并用本人手机验证码"
        COUNTER = "COUNTER", "窗口当面同意"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(max_length=40, unique=True, default=consent_ref, editable=False)
    request = models.ForeignKey(
        "family.BindingRequest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name="申请",
    )
    binding = models.ForeignKey(
        "family.Binding",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name="绑定",
    )
    member = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name="家人"
    )
    state = models.CharField("状态", max_length=10, choices=ConsentState, default=ConsentState.OPEN)
    asked_at = models.DateTimeField("询问时间")
    expires_at = models.DateTimeField("有效到")
    reminded_at = models.DateTimeField("再次提醒", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    way = models.CharField("同意方式", max_length=14, choices=Way, blank=True)
    face_ref = models.CharField(max_length=40, blank=True, editable=False)
    text_version = models.CharField("说明版本", max_length=20, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    sees_bills = models.BooleanField("同意看账单", default=False)
    reason = EncryptedTextField("不同意的原因", null=True, blank=True)

    class Meta:
        verbose_name = "家人同意"
        verbose_name_plural = "家人同意"
        constraints = [
            models.CheckConstraint(
                name="family_consent_is_for_one_thing",
                condition=Q(request__isnull=False, binding__isnull=True)
                | Q(request__isnull=True, binding__isnull=False),
            ),
            models.CheckConstraint(
                name="family_consent_given_has_way_and_time",
                condition=~Q(state="GIVEN") | (Q(answered_at__isnull=False) & ~Q(way="")),
            ),
            models.UniqueConstraint(
                name="family_consent_one_open_a_request",
                fields=["request"],
                condition=Q(state="OPEN", request__isnull=False),
            ),
            models.UniqueConstraint(
                name="family_consent_one_open_a_binding",
                fields=["binding"],
                condition=Q(state="OPEN", binding__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="family_consent_member", fields=["member", "state"]),
            models.Index(
                name="family_consent_open", fields=["expires_at"], condition=Q(state="OPEN")
            ),
        ]

    def __str__(self) -> str:
        return self.ref

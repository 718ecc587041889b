"""Keys of partner clients: several beside each other, so that one is changed without a stop."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from oauth2_provider.settings import oauth2_settings

from yibao.kernel.ids import new_id, new_ref


def key_ref() -> str:
    """Opaque reference of a key."""
    return new_ref("K")


class ClientKey(models.Model):
    """A secret with which a client fetches its tokens (T75); only its SHA-256 is stored.

    ``slot`` 1 or 2 is held until the key is revoked: no client has a third one. Empty ``scopes``
    mean all of the client, empty ``networks`` any address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=key_ref)
    client = models.ForeignKey(
        "accounts.PartnerClient",
        on_delete=models.CASCADE,
        related_name="keys",
        verbose_name="应用",
    )
    name = models.CharField("名称", max_length=40)
    slot = models.PositiveSmallIntegerField("位置")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    tail = models.CharField("末四位", max_length=4)
    scopes = ArrayField(
        models.CharField(max_length=40), verbose_name="权限", default=list, blank=True
    )
    networks = ArrayField(
        models.CharField(max_length=43), verbose_name="网段", default=list, blank=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="建立者",
    )
    created_at = models.DateTimeField("建立时间")
    last_used_at = models.DateTimeField("最近使用", null=True)
    revoked_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "接入密钥"
        verbose_name_plural = "接入密钥"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_clientkey_slot_is_free",
                fields=["client", "slot"],
                condition=Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="accounts_clientkey_two_at_most",
                condition=Q(slot__in=[1, 2]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.tail}"


class KeyToken(models.Model):
    """Which key fetched an access token: revoking the key ends it."""

    token = models.OneToOneField(
        oauth2_settings.ACCESS_TOKEN_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name="令牌",
    )
    key = models.ForeignKey(
        ClientKey, on_delete=models.CASCADE, related_name="tokens", verbose_name="密钥"
    )

    class Meta:
        verbose_name = "密钥取得的令牌"
        verbose_name_plural = "密钥取得的令牌"

    def __str__(self) -> str:
        return str(self.pk)

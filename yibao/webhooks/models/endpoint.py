"""Addresses that partners named."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import EndpointState


def endpoint_ref() -> str:
    """Opaque reference of an address."""
    return new_ref("W")


class Endpoint(models.Model):
    """Where a client wants to be told, of which types, and the secrets that sign for it (T79).

    For a day after a change both secrets sign, so that the receiver can change without a gap.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=endpoint_ref)
    client = models.ForeignKey(
        "accounts.PartnerClient",
        on_delete=models.PROTECT,
        related_name="webhook_endpoints",
        verbose_name="应用",
    )
    url = models.CharField("地址", max_length=500)
    types = ArrayField(models.CharField(max_length=40), verbose_name="通知类型")
    note = models.CharField("备注", max_length=80, blank=True)
    state = models.CharField(
        "状态", max_length=8, choices=EndpointState, default=EndpointState.ACTIVE
    )
    secret = EncryptedTextField("密钥")
    former_secret = EncryptedTextField("旧密钥", null=True)
    former_until = models.DateTimeField("旧密钥用到", null=True)
    failing_since = models.DateTimeField("一直没送到，从", null=True)
    delivered_at = models.DateTimeField("最近送到", null=True)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "通知地址"
        verbose_name_plural = "通知地址"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                name="webhooks_endpoint_url_once_a_client",
                fields=["client", "url"],
                condition=~Q(state="REMOVED"),
            ),
            models.CheckConstraint(
                name="webhooks_endpoint_former_secret_ends",
                condition=Q(former_secret__isnull=True, former_until__isnull=True)
                | Q(former_secret__isnull=False, former_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

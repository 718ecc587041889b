"""Clients of the partner API."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from oauth2_provider.models import AbstractApplication


class PartnerClient(AbstractApplication):
    """An OAuth client: of one institution, or a channel app (T75).

    It sees only its institution's objects in its tenant and may ask for its own scopes only. Empty
    ``networks`` mean that it may call from anywhere.
    """

    class Kind(models.TextChoices):
        INSTITUTION = "INSTITUTION", "机构系统"
        CHANNEL_APP = "CHANNEL_APP", "渠道应用"

    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    kind = models.CharField("类别", max_length=12, choices=Kind, default=Kind.INSTITUTION)
    institution = models.ForeignKey(
        "accounts.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clients",
        verbose_name="机构",
    )
    allowed_scopes = ArrayField(
        models.CharField(max_length=40), verbose_name="权限", default=list, blank=True
    )
    networks = ArrayField(
        models.CharField(max_length=43), verbose_name="来访地址", default=list, blank=True
    )
    is_enabled = models.BooleanField("启用", default=True)

    class Meta(AbstractApplication.Meta):
        verbose_name = "接入应用"
        verbose_name_plural = "接入应用"
        constraints = [
            models.CheckConstraint(
                name="accounts_partnerclient_institution_fits_kind",
                condition=~models.Q(kind="INSTITUTION") | models.Q(institution__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.client_id

    def allows_grant_type(self, *grant_types: str) -> bool:
        """A channel app acts for people by their consent, and for itself by its secret."""
        if self.kind == self.Kind.CHANNEL_APP:
            own = {self.GRANT_AUTHORIZATION_CODE, self.GRANT_CLIENT_CREDENTIALS}
            return bool(own & set(grant_types))
        return super().allows_grant_type(*grant_types)

    def is_usable(self, request: object) -> bool:
        """Whether tokens are issued to it; asked by the token endpoint."""
        return self.is_enabled

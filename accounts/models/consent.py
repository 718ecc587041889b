"""Consents: what was agreed to, in which version, when given and withdrawn."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id


class Consent(models.Model):
    """One consent to one version of one text; giving again after withdrawal is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents"
    )
    kind = models.CharField("种类", max_length=40)
    version = models.CharField("版本", max_length=20)
    text_sha256 = models.CharField("文本摘要", max_length=64)
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "授权同意"
        verbose_name_plural = "授权同意"
        constraints = [
            models.UniqueConstraint(
                name="accounts_consent_one_live_a_kind",
                fields=["user", "kind", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 版"

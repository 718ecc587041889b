"""The inbox of a person."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref


def notice_ref() -> str:
    """Opaque public reference of a notice."""
    return new_ref("N")


class Notice(models.Model):
    """One message in a person's inbox; texts are sealed because they may name a place of care."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=notice_ref)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name="收件人",
    )
    code = models.CharField("种类", max_length=60)
    key = models.CharField(
        "唯一键", max_length=120, null=True, blank=True, unique=True, editable=False
    )
    title = EncryptedTextField("标题")
    body = EncryptedTextField("正文")
    link = models.CharField("去处", max_length=200, blank=True)
    link_text = models.CharField("按钮", max_length=20, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = "站内消息"
        verbose_name_plural = "站内消息"
        indexes = [
            models.Index(name="notices_notice_inbox", fields=["user", "-created_at"]),
            models.Index(
                name="notices_notice_unread",
                fields=["user"],
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.ref}"

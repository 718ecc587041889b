"""Tables of notices: what a person reads in the app, and what went out by text message."""

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


class SmsMessage(models.Model):
    """A text message that is owed or was sent; number and text are sealed."""

    class State(models.TextChoices):
        PENDING = "PENDING", "待发"
        SENT = "SENT", "已发"
        FAILED = "FAILED", "没发成"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("种类", max_length=60)
    phone = EncryptedTextField("号码")
    phone_index = models.CharField(max_length=64, editable=False)
    text = EncryptedTextField("正文")
    is_demo = models.BooleanField("演示号码", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    failure = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "短信"
        verbose_name_plural = "短信"
        indexes = [
            models.Index(name="notices_sms_number", fields=["phone_index", "-created_at"]),
            models.Index(name="notices_sms_created", fields=["-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_state_display()}"

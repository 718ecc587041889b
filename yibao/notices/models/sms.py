"""What went out by text message or by a call that reads out a code."""

from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id


class SmsMessage(models.Model):
    """A text message or a read-out call that is owed or was sent; number and words are sealed.

    ``tenant`` is whose person it is for, empty where the sender knows of none (a bank).
    ``not_before`` keeps the quiet hours (P192). ``resent_from`` is what staff sent again.
    """

    class Medium(models.TextChoices):
        SMS = "SMS", "短信"
        VOICE = "VOICE", "语音电话"

    class State(models.TextChoices):
        PENDING = "PENDING", "待发"
        SENT = "SENT", "已发"
        FAILED = "FAILED", "没发成"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        "kernel.Tenant", on_delete=models.PROTECT, null=True, blank=True, db_index=False,
        verbose_name="租户",
    )  # fmt: skip
    code = models.CharField("种类", max_length=60)
    medium = models.CharField("方式", max_length=5, choices=Medium, default=Medium.SMS)
    phone = EncryptedTextField("号码")
    phone_index = models.CharField(max_length=64, editable=False)
    text = EncryptedTextField("正文")
    is_demo = models.BooleanField("演示号码", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField("时间")
    not_before = models.DateTimeField("不早于", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("试发次数", default=0)
    resent_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="resends"
    )
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    failure = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "短信"
        verbose_name_plural = "短信"
        indexes = [
            models.Index(name="notices_sms_number", fields=["phone_index", "-created_at"]),
            models.Index(name="notices_sms_created", fields=["-created_at"]),
            models.Index(
                name="notices_sms_demo",
                fields=["tenant", "-created_at"],
                condition=models.Q(is_demo=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_state_display()}"

"""One-time codes sent by text message (T13–T17)."""

from django.db import models

from yibao.kernel.ids import new_id


class PhoneChallenge(models.Model):
    """A code that was sent to a number; limits are counted over these rows.

    Only a keyed hash of the code is kept; number and source address are keyed hashes too.
    """

    class Purpose(models.TextChoices):
        REGISTER = "REGISTER", "注册"
        LOGIN = "LOGIN", "登录"
        PHONE_CHANGE = "PHONE_CHANGE", "换手机号"
        PHONE_OLD = "PHONE_OLD", "换手机号，旧号码"
        STEP_UP = "STEP_UP", "看个人资料"
        CONSENT = "CONSENT", "家人同意绑定"
        PROMISE = "PROMISE", "签承诺书"

    class Medium(models.TextChoices):
        SMS = "SMS", "短信"
        VOICE = "VOICE", "语音电话"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    purpose = models.CharField("用途", max_length=12, choices=Purpose)
    medium = models.CharField("送达", max_length=5, choices=Medium, default=Medium.SMS)
    phone_index = models.CharField(max_length=64, editable=False)
    source_index = models.CharField(max_length=64, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    wrong_tries = models.PositiveSmallIntegerField("错误次数", default=0)
    sent_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "短信验证码"
        verbose_name_plural = "短信验证码"
        constraints = [
            models.CheckConstraint(
                name="accounts_phonechallenge_at_most_5_tries",
                condition=models.Q(wrong_tries__lte=5),
            ),
        ]
        indexes = [
            models.Index(name="accounts_challenge_phone", fields=["phone_index", "-sent_at"]),
            models.Index(name="accounts_challenge_source", fields=["source_index", "-sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.sent_at}"

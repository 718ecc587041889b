"""Real-name attempts and face checks; no picture is ever stored (T20, T21)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id, new_ref


def face_ref() -> str:
    """Opaque reference of a face check."""
    return new_ref("F")


class RealNameAttempt(models.Model):
    """One try to match a name and a number with the register."""

    class Outcome(models.TextChoices):
        MATCHED = "MATCHED", "一致"
        MISMATCH = "MISMATCH", "不一致"
        UNKNOWN = "UNKNOWN", "未查到"
        TAKEN = "TAKEN", "已被使用"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="real_name_attempts"
    )
    certno_index = models.CharField(max_length=64, editable=False)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "实名核对"
        verbose_name_plural = "实名核对"
        indexes = [
            models.Index(name="accounts_realname_user", fields=["user", "-at"]),
            models.Index(name="accounts_realname_certno", fields=["certno_index", "-at"]),
        ]

    def __str__(self) -> str:
        return self.outcome


class FaceCheck(models.Model):
    """One face check: begun with a challenge, ended with a result, used once (T20).

    ``consent_*`` say which words the ``person`` agreed to on the phone of somebody else (``user``);
    blank where the consent is one of the person's own account (``Consent``).
    """

    class Purpose(models.TextChoices):
        REGISTER = "REGISTER", "实名注册"
        PIN_RESET = "PIN_RESET", "重设密码"
        RECOVER = "RECOVER", "找回账号"
        PHONE_CHANGE = "PHONE_CHANGE", "换手机号"
        RESTORE = "RESTORE", "恢复医保码"
        UNLOCK = "UNLOCK", "出示医保码"
        STEP_UP = "STEP_UP", "重要操作"
        CLOSE = "CLOSE", "注销账号"
        CONSENT = "CONSENT", "同意家人绑定"
        BINDING = "BINDING", "绑定家人"

    class Outcome(models.TextChoices):
        PENDING = "PENDING", "进行中"
        PASSED = "PASSED", "通过"
        FAILED = "FAILED", "未通过"
        REVIEW = "REVIEW", "待人工"
        ERROR = "ERROR", "没做成"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=face_ref)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="face_checks"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="face_checks"
    )
    purpose = models.CharField("用途", max_length=12, choices=Purpose)
    engine = models.CharField("引擎", max_length=60, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.PENDING)
    score = models.CharField("得分", max_length=10, blank=True)
    liveness = models.CharField("活体", max_length=12, blank=True)
    reasons = models.JSONField("原因", default=list)
    challenge = models.JSONField("活体动作", default=list)
    quality = models.JSONField("照片质量", default=dict)
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    used_at = models.DateTimeField("使用时间", null=True)
    consent_version = models.CharField("当面同意的版本", max_length=20, blank=True, default="")
    consent_sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)
    consented_at = models.DateTimeField("当面同意的时间", null=True, blank=True)

    class Meta:
        verbose_name = "人脸核验"
        verbose_name_plural = "人脸核验"
        constraints = [
            models.CheckConstraint(
                name="accounts_face_consent_is_whole",
                condition=models.Q(consented_at__isnull=True, consent_version="", consent_sha256="")
                | (
                    models.Q(consented_at__isnull=False)
                    & ~models.Q(consent_version="")
                    & ~models.Q(consent_sha256="")
                ),
            )
        ]
        indexes = [models.Index(name="accounts_face_user", fields=["user", "-began_at"])]

    def __str__(self) -> str:
        return self.ref

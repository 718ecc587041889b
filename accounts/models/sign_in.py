"""Where a person is signed in, with what, and on which devices (T23, T28)."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref


def sign_in_ref() -> str:
    """Opaque reference of a sign-in."""
    return new_ref("D")


class SignIn(models.Model):
    """One signed-in session of one device, as its owner sees it in the list of devices.

    ``session_key`` finds the session to end; ``device_hash`` is the keyed hash of the long-lived
    device cookie, so that a known device is known again after signing out. ``label`` is coarse on
    purpose: kind of device and browser, no version and no address. ``proved_at`` is when the owner
    first proved to be there by more than a text message; without it the device stays new (T16).
    """

    class Way(models.TextChoices):
        PHONE_CODE = "PHONE_CODE", "短信验证码"
        PASSKEY = "PASSKEY", "通行密钥"
        RECOVERY = "RECOVERY", "找回账号"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=sign_in_ref)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins"
    )
    session_key = models.CharField(max_length=40, db_index=True, editable=False)
    device_hash = models.CharField(max_length=64, db_index=True, editable=False)
    label = models.CharField("设备", max_length=60)
    way = models.CharField("方式", max_length=12, choices=Way)
    is_new_device = models.BooleanField("首次使用的设备", default=False)
    began_at = models.DateTimeField("登录时间")
    proved_at = models.DateTimeField("本人验证时间", null=True, blank=True)
    last_seen_at = models.DateTimeField("最近使用")
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        verbose_name = "登录"
        verbose_name_plural = "登录"
        indexes = [models.Index(name="accounts_signin_user", fields=["user", "-began_at"])]

    def __str__(self) -> str:
        return self.ref


class Passkey(models.Model):
    """A passkey (WebAuthn credential) of a citizen: signs in and unlocks the code (settled 14).

    ``credential_id`` is base64url; ``public_key`` the COSE key, base64url. Neither opens anything
    by itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=sign_in_ref)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys"
    )
    credential_id = models.CharField(max_length=700, unique=True, editable=False)
    public_key = models.TextField(editable=False)
    sign_count = models.PositiveBigIntegerField("签名次数", default=0)
    label = models.CharField("设备", max_length=60)
    created_at = models.DateTimeField("添加时间")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "通行密钥"
        verbose_name_plural = "通行密钥"

    def __str__(self) -> str:
        return self.ref


class PhoneChange(models.Model):
    """One change of a bound phone (P32): how it was proved and until when money acts wait (T16)."""

    class Way(models.TextChoices):
        OLD_PHONE = "OLD_PHONE", "旧号码验证"
        FACE = "FACE", "刷脸"
        COUNTER = "COUNTER", "窗口"
        RECOVERY = "RECOVERY", "找回账号"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_changes"
    )
    way = models.CharField("方式", max_length=10, choices=Way)
    old_phone = EncryptedTextField("旧号码", null=True, blank=True)
    new_phone = EncryptedTextField("新号码")
    changed_at = models.DateTimeField("时间")
    money_held_until = models.DateTimeField("资金操作暂停到")

    class Meta:
        verbose_name = "换手机号"
        verbose_name_plural = "换手机号"
        indexes = [models.Index(name="accounts_phonechange_user", fields=["user", "-changed_at"])]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.changed_at}"

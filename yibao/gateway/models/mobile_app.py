"""An application of mobile payment and its keys: the sealed envelope of 6201 to 6401."""

from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id


class UserIdForm(models.TextChoices):
    """What the client takes as the user id of SM2."""

    AUTO = "AUTO", "自动识别"
    DEFAULT = "DEFAULT", "1234567812345678"
    SECRET = "SECRET", "appSecret"


class LeafForm(models.TextChoices):
    """Whether numbers inside the signed data stay numbers."""

    AUTO = "AUTO", "自动识别"
    JSON = "JSON", "数字照写"
    TEXT = "TEXT", "数字写成文本"


class MobileApp(models.Model):
    """One application of a client; what it may do is the client's access and rights.

    ``seen_leaf_values`` is how it last signed a message in which the two ways differ; an answer to
    one in which they do not is signed the same way. ``callback_url`` gets 6204 and 6302; empty:
    nobody is told, the client asks with 6301.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.OneToOneField(
        "accounts.PartnerClient",
        on_delete=models.PROTECT,
        related_name="mobile_app",
        verbose_name="接入应用",
    )
    app_id = models.CharField("appId", max_length=40, unique=True)
    user_id = models.CharField(
        "SM2 用户标识", max_length=7, choices=UserIdForm, default=UserIdForm.AUTO
    )
    leaf_values = models.CharField(
        "数字的签法", max_length=4, choices=LeafForm, default=LeafForm.AUTO
    )
    seen_leaf_values = models.CharField(
        "最近的签法", max_length=4, choices=LeafForm, blank=True, editable=False
    )
    callback_url = models.URLField("通知地址", max_length=300, blank=True)
    is_enabled = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("开通时间")

    class Meta:
        verbose_name = "移动支付应用"
        verbose_name_plural = "移动支付应用"
        permissions = [("manage_mobileapp", "可以开通移动支付应用和更换密钥")]

    def __str__(self) -> str:
        return f"{self.client} {self.app_id}"

    @property
    def signs_text(self) -> bool:
        """Whether numbers are written as text in what we sign unasked."""
        habit = self.leaf_values if self.leaf_values != LeafForm.AUTO else self.seen_leaf_values
        return habit == LeafForm.TEXT


class MobileKey(models.Model):
    """One set of keys; two may be in force, so that they change without a pause.

    ``app_secret`` is part of the signed text and gives the SM4 key; ``own_key`` is our SM2 pair,
    ``private:public`` in Base64; ``peer_key`` the client's public SM2 key in Base64.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    app = models.ForeignKey(MobileApp, on_delete=models.PROTECT, related_name="keys")
    slot = models.PositiveSmallIntegerField("序号")
    app_secret = EncryptedTextField("appSecret")
    own_key = EncryptedTextField("平台私钥")
    peer_key = models.CharField("机构公钥", max_length=120)
    created_at = models.DateTimeField("建立时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "移动支付密钥"
        verbose_name_plural = "移动支付密钥"
        constraints = [
            models.UniqueConstraint(
                name="gateway_mobilekey_two_in_force",
                fields=["app", "slot"],
                condition=Q(retired_at__isnull=True),
            ),
            models.CheckConstraint(
                name="gateway_mobilekey_slot", condition=Q(slot__gte=1, slot__lte=2)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.app_id}/{self.slot}"

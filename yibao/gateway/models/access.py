"""How a client speaks the interface."""

from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id


class Variant(models.TextChoices):
    """How a client shows who it is."""

    NONE = "NONE", "不验证（只限演示）"
    TIF = "TIF", "x-tif 请求头"
    CSB_HMAC = "CSB_HMAC", "_api 请求头"
    SM_BODY = "SM_BODY", "国密报文"
    API_KEY = "API_KEY", "固定密钥"


class CodeTable(models.TextChoices):
    """Whose code tables a client knows."""

    HUNAN = "HUNAN", "湖南"
    JIANGXI = "JIANGXI", "江西"


class NumberForm(models.TextChoices):
    """How amounts leave."""

    NUMBER = "NUMBER", "数字"
    TEXT = "TEXT", "文本"


class GatewayAccess(models.Model):
    """The setting of one client; the variant without proof is for the sandbox only.

    ``access_key`` names the client in a header (paasid, access key); ``key_index`` is the keyed
    hash of a static key. ``secret`` signs, or is the SM4 key of a body; ``peer_key`` is the
    client's public SM2 key and ``own_key`` ours, private; all Base64 or plain text as agreed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.OneToOneField(
        "accounts.PartnerClient",
        on_delete=models.PROTECT,
        related_name="gateway_access",
        verbose_name="接入应用",
    )
    variant = models.CharField("验证方式", max_length=10, choices=Variant)
    access_key = models.CharField("接入标识", max_length=80, unique=True, null=True, blank=True)
    key_index = models.CharField(max_length=64, unique=True, null=True, editable=False)
    secret = EncryptedTextField("密钥", null=True, blank=True)
    own_key = EncryptedTextField("平台私钥", null=True, blank=True)
    peer_key = models.CharField("机构公钥", max_length=120, blank=True)
    window_seconds = models.PositiveIntegerField("时间差上限（秒）", default=300)
    needs_sign_in = models.BooleanField("先签到", default=False)
    codes = models.CharField("代码表", max_length=8, choices=CodeTable, default=CodeTable.HUNAN)
    numbers = models.CharField(
        "金额写法", max_length=6, choices=NumberForm, default=NumberForm.NUMBER
    )
    region = models.CharField("就医地区划", max_length=6)
    is_enabled = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("开通时间")

    class Meta:
        verbose_name = "国家接口接入"
        verbose_name_plural = "国家接口接入"
        permissions = [("manage_gatewayaccess", "可以开通和停用国家接口接入")]
        constraints = [
            models.CheckConstraint(
                name="gateway_access_header_has_its_key",
                condition=~Q(variant__in=["TIF", "CSB_HMAC"])
                | Q(access_key__isnull=False, secret__isnull=False),
            ),
            models.CheckConstraint(
                name="gateway_access_static_key_is_kept_hashed",
                condition=~Q(variant="API_KEY") | Q(key_index__isnull=False),
            ),
            models.CheckConstraint(
                name="gateway_access_body_has_its_keys",
                condition=~Q(variant="SM_BODY")
                | (Q(secret__isnull=False, own_key__isnull=False) & ~Q(peer_key="")),
            ),
            models.CheckConstraint(
                name="gateway_access_window_is_sane",
                condition=Q(window_seconds__gte=10, window_seconds__lte=3600),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.get_variant_display()}"

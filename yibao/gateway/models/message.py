"""What was said: a log without names and numbers of people, and nonces that were used."""

from django.db import models

from yibao.kernel.ids import new_id


class GatewayMessage(models.Model):
    """One call with its answer, masked; ``refusal`` is the code of a refusal.

    ``fingerprint`` is the keyed hash of number and input; ``facts`` holds what tells how a system
    works and nothing of who the patient is (``services.facts``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="机构",
    )  # fmt: skip
    access = models.ForeignKey(
        "gateway.GatewayAccess", on_delete=models.PROTECT, null=True, related_name="messages",
        verbose_name="接入",
    )  # fmt: skip
    infno = models.CharField("交易", max_length=10, blank=True)
    msgid = models.CharField("报文号", max_length=30, blank=True)
    path = models.CharField("地址", max_length=200)
    request = models.TextField("请求（已隐去个人信息）")
    answer = models.TextField("应答（已隐去个人信息）")
    status = models.PositiveSmallIntegerField("HTTP 状态")
    infcode = models.SmallIntegerField("infcode", null=True)
    refusal = models.CharField("拒绝码", max_length=80, blank=True)
    explanation = models.CharField("说明", max_length=400, blank=True)
    mdtrt_id = models.CharField("就诊", max_length=30, blank=True, default="")
    setl_id = models.CharField("结算", max_length=30, blank=True, default="")
    fingerprint = models.CharField("内容指纹", max_length=64, blank=True, default="")
    facts = models.JSONField("要点", default=dict, blank=True)
    ms = models.PositiveIntegerField("毫秒")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "国家接口报文"
        verbose_name_plural = "国家接口报文"
        indexes = [
            models.Index(name="gateway_message_at", fields=["-at"]),
            models.Index(name="gateway_message_of", fields=["institution", "-at"]),
            models.Index(name="gateway_message_msgid", fields=["msgid"]),
        ]

    def __str__(self) -> str:
        return f"{self.infno} {self.msgid}"


class GatewayNonce(models.Model):
    """A nonce is good once (T70); kept while its timestamp could still pass."""

    access = models.ForeignKey("gateway.GatewayAccess", on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "用过的随机数"
        verbose_name_plural = "用过的随机数"
        constraints = [
            models.UniqueConstraint(name="gateway_nonce_once", fields=["access", "nonce"]),
        ]
        indexes = [models.Index(name="gateway_nonce_seen", fields=["seen_at"])]

    def __str__(self) -> str:
        return self.nonce

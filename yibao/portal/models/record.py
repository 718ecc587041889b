"""What clients called: the log that a vendor reads while it connects its system."""

from django.db import models

from yibao.kernel.ids import new_id


class RequestRecord(models.Model):
    """One call of a client with its answer; bodies are masked and cut (T89).

    ``own_number`` is what the caller named the call (Idempotency-Key, ``msgid``); ``route`` is the
    address without ids, ``path`` the address as called without who a person is. Calls of the
    national interface point to their ``message`` and keep no bodies of their own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(
        "accounts.PartnerClient", on_delete=models.CASCADE, related_name="+", verbose_name="应用"
    )
    message = models.ForeignKey(
        "gateway.GatewayMessage", on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="国家接口报文",
    )  # fmt: skip
    request_id = models.CharField("请求编号", max_length=64)
    own_number = models.CharField("调用方编号", max_length=255, blank=True)
    method = models.CharField("方法", max_length=8)
    path = models.CharField("地址", max_length=300)
    route = models.CharField("接口", max_length=200)
    status = models.PositiveSmallIntegerField("状态")
    code = models.CharField("错误码", max_length=80, blank=True)
    ms = models.PositiveIntegerField("毫秒")
    key_tail = models.CharField("令牌末四位", max_length=4, blank=True)
    is_replayed = models.BooleanField("重放", default=False)
    request = models.TextField("请求（已隐去个人信息）", blank=True)
    answer = models.TextField("应答（已隐去个人信息）", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "请求记录"
        verbose_name_plural = "请求记录"
        indexes = [
            models.Index(name="portal_record_of", fields=["client", "-at"]),
            models.Index(name="portal_record_at", fields=["at"]),
            models.Index(name="portal_record_request_id", fields=["request_id"]),
            models.Index(name="portal_record_own_number", fields=["client", "own_number"]),
        ]

    def __str__(self) -> str:
        return self.request_id

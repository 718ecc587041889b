"""Sign-ins of tills, and tokens that stand for a scan."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id


class GatewaySession(models.Model):
    """From 9001 to 9002, or to the end of the day (Asia/Shanghai)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sign_no = models.CharField("签到编号", max_length=30, unique=True)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    opter_no = models.CharField("操作员", max_length=20)
    mac = models.CharField("MAC", max_length=20, blank=True)
    ip = models.CharField("IP", max_length=45, blank=True)
    signed_in_at = models.DateTimeField("签到时间")
    signed_out_at = models.DateTimeField("签退时间", null=True)

    class Meta:
        verbose_name = "签到"
        verbose_name_plural = "签到"
        constraints = [
            models.CheckConstraint(
                name="gateway_session_ends_after_it_began",
                condition=Q(signed_out_at__isnull=True) | Q(signed_out_at__gte=F("signed_in_at")),
            ),
        ]
        indexes = [
            models.Index(name="gateway_session_of", fields=["institution", "-signed_in_at"]),
        ]

    def __str__(self) -> str:
        return self.sign_no


class GatewayToken(models.Model):
    """An ecToken: only its keyed hash. It opens one visit while its scan lives, then serves that
    visit to the end of the day on which it was given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    scan_id = models.CharField("扫码编号", max_length=40)
    mdtrt_id = models.CharField("就诊 ID", max_length=40, blank=True)
    given_at = models.DateTimeField("给出时间")
    opens_until = models.DateTimeField("登记就诊的期限")
    ends_at = models.DateTimeField("失效时间")

    class Meta:
        verbose_name = "医保码授权"
        verbose_name_plural = "医保码授权"
        indexes = [models.Index(name="gateway_token_ends", fields=["ends_at"])]

    def __str__(self) -> str:
        return self.scan_id

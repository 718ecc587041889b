"""Vendors and the people who work for them."""

from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import VendorState


def vendor_ref() -> str:
    """Opaque reference of a vendor."""
    return new_ref("V")


class Vendor(models.Model):
    """A maker of software for hospitals, pharmacies or channels; ``tenant`` is its own sandbox."""

    class Kind(models.TextChoices):
        HIS = "HIS", "医院系统"
        PHARMACY = "PHARMACY", "药店系统"
        CHANNEL = "CHANNEL", "渠道应用"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=vendor_ref)
    tenant = models.OneToOneField(
        "kernel.Tenant", on_delete=models.PROTECT, related_name="vendor", verbose_name="沙箱"
    )
    name = models.CharField("单位", max_length=80)
    kind = models.CharField("类别", max_length=8, choices=Kind)
    contact_name = EncryptedTextField("联系人")
    contact_phone = EncryptedTextField("联系电话")
    purpose = models.CharField("用途", max_length=200)
    place = models.CharField("所在地", max_length=40)
    state = models.CharField("状态", max_length=10, choices=VendorState, default=VendorState.TRYING)
    answer = models.CharField("给申请人的话", max_length=200, blank=True)
    live_asked_at = models.DateTimeField("申请上线时间", null=True)
    live_report = models.CharField("自测报告", max_length=40, blank=True)
    live_networks = models.JSONField("正式系统的地址", default=list, blank=True)
    live_callback = models.CharField("通知地址", max_length=200, blank=True)
    live_due_at = models.DateTimeField("最迟答复", null=True, blank=True)
    # Clients that stopped with the vendor; those that had stopped before stay stopped.
    stopped_clients = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "接入单位"
        verbose_name_plural = "接入单位"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody of a vendor, and what that person may do in the portal."""

    class Role(models.TextChoices):
        OWNER = "OWNER", "负责人"
        DEVELOPER = "DEVELOPER", "开发"
        VIEWER = "VIEWER", "只看"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="members", verbose_name="单位"
    )
    user = models.OneToOneField(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="portal_member",
        verbose_name="账号",
    )
    role = models.CharField("权限", max_length=10, choices=Role)
    invited_email = models.CharField("邀请的邮箱", max_length=60, blank=True)
    invite_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    invited_until = models.DateTimeField("邀请有效到", null=True)
    joined_at = models.DateTimeField("加入时间", null=True)
    ended_at = models.DateTimeField("移出时间", null=True)

    class Meta:
        verbose_name = "接入单位成员"
        verbose_name_plural = "接入单位成员"
        ordering = ["joined_at"]
        constraints = [
            models.CheckConstraint(
                name="portal_member_invited_or_joined",
                condition=Q(user__isnull=False, joined_at__isnull=False)
                | Q(user__isnull=True, joined_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.pk)

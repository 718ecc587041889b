"""A person's rights over the own data: copies of it, and leaving (T91, T92)."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref


def export_ref() -> str:
    """Opaque reference of a copy."""
    return new_ref("X")


class DataExport(models.Model):
    """A copy of a person's data, made in the background and kept for seven days.

    The file lies sealed in the data folder under ``file_token``; ``file_key`` is its own key,
    sealed in turn. Both are emptied when the copy ends.
    """

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", "正在准备"
        READY = "READY", "可以下载"
        EXPIRED = "EXPIRED", "已过期"
        FAILED = "FAILED", "没做成"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=export_ref)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.REQUESTED)
    file_token = models.CharField(max_length=64, blank=True, editable=False)
    file_key = EncryptedTextField("文件密钥", null=True, blank=True)
    requested_at = models.DateTimeField("申请时间")
    ready_at = models.DateTimeField("备好时间", null=True, blank=True)
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)
    downloaded_at = models.DateTimeField("最近下载", null=True, blank=True)

    class Meta:
        verbose_name = "个人信息副本"
        verbose_name_plural = "个人信息副本"
        constraints = [
            models.UniqueConstraint(
                name="accounts_dataexport_one_in_work",
                fields=["user"],
                condition=models.Q(state="REQUESTED"),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Erasure(models.Model):
    """One closed account: what was erased is replayed from this list after a restore (T91).

    Holds no personal data: the row of the user stays as an anonymous actor of past events.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasure"
    )
    reason = models.CharField("原因", max_length=40)
    closed_at = models.DateTimeField("注销时间")

    class Meta:
        verbose_name = "账号注销"
        verbose_name_plural = "账号注销"

    def __str__(self) -> str:
        return str(self.pk)

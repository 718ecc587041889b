"""Files of 9101 and 9102."""

from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id


class GatewayFile(models.Model):
    """A file that an institution sent or may fetch; sealed, for it may name people.

    ``institution`` is empty for catalogues, which everybody may fetch (``plc``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_qury_no = models.CharField("文件查询号", max_length=40, unique=True)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="机构",
    )  # fmt: skip
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    content = EncryptedTextField("内容（Base64，封存）")
    version = models.CharField("版本", max_length=40, blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    kept_until = models.DateTimeField("下载期限")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "国家接口文件"
        verbose_name_plural = "国家接口文件"
        constraints = [
            models.UniqueConstraint(
                name="gateway_file_one_a_version",
                fields=["version"],
                condition=models.Q(institution__isnull=True),
            ),
        ]
        indexes = [models.Index(name="gateway_file_kept", fields=["kept_until"])]

    def __str__(self) -> str:
        return self.file_qury_no

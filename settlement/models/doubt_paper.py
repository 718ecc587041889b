"""Photos that a person adds to a doubt about a bill: one clean rendition each, sealed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref


def paper_ref() -> str:
    """Opaque reference of a photo, for its checked view (T30)."""
    return new_ref("P")


class DoubtPaper(models.Model):
    """A receipt, a prescription, a list: what shows that the bill is wrong (T43–T54).

    Only the re-encoded picture is kept, in a file whose name and key stand here. ``sha256`` is of
    that picture (what an officer's word stands on, T35), ``source_sha256`` of what was sent: the
    same photo sent twice is one. Without ``file_token`` the picture is gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=paper_ref, editable=False)
    dispute = models.ForeignKey(
        "settlement.Dispute", on_delete=models.PROTECT, related_name="papers", verbose_name="疑问"
    )
    file_token = models.CharField(max_length=64, blank=True, editable=False)
    file_key = EncryptedTextField(null=True, blank=True)
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    size = models.PositiveIntegerField("字节")
    page = models.PositiveSmallIntegerField("页", default=1)
    sha256 = models.CharField(max_length=64, editable=False)
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "疑问的照片"
        verbose_name_plural = "疑问的照片"
        constraints = [
            models.UniqueConstraint(
                name="settlement_doubtpaper_is_once",
                fields=["dispute", "source_sha256", "page"],
                condition=Q(removed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="settlement_doubtpaper_kept_has_file",
                condition=Q(removed_at__isnull=False) | (~Q(file_token="") & ~Q(source_sha256="")),
            ),
        ]
        indexes = [models.Index(name="settlement_doubtpaper_token", fields=["file_token"])]

    def __str__(self) -> str:
        return self.ref

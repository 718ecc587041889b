"""Pictures that prove something: one clean rendition each, sealed under a key of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref


def document_ref() -> str:
    """Opaque reference of a document, for its checked view (T30)."""
    return new_ref("D")


class Document(models.Model):
    """One uploaded picture or page in one slot of a request (P71, T43–T54).

    Only the re-encoded rendition is kept: JPEG without metadata, sealed in a file whose name and
    key stand here. ``sha256`` is of the rendition (what a decision stands on, T35);
    ``source_sha256`` and ``look_hash`` (64-bit difference hash in hex) find the same picture in
    other requests (P72). A new upload to a slot makes a new version and the former ``REPLACED``.
    ``quality`` holds measured figures. ``verdict`` is the reviewer's word on the page.
    """

    class State(models.TextChoices):
        STORED = "STORED", "已上传"
        REPLACED = "REPLACED", "已换新"
        QUARANTINED = "QUARANTINED", "不安全，已隔离"
        REMOVED = "REMOVED", "已删除"

    class Kind(models.TextChoices):
        PROOF = "PROOF", "证明材料"
        SIGNATURE = "SIGNATURE", "签名"
        LETTER = "LETTER", "签好的承诺书"
        APPEAL = "APPEAL", "复核材料"

    class Verdict(models.TextChoices):
        OK = "OK", "合格"
        RETAKE = "RETAKE", "请重拍"
        MISMATCH = "MISMATCH", "不符"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(max_length=40, unique=True, default=document_ref, editable=False)
    request = models.ForeignKey(
        "family.BindingRequest",
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name="申请",
    )
    kind = models.CharField("用途", max_length=10, choices=Kind, default=Kind.PROOF)
    slot_code = models.CharField("材料", max_length=40)
    page = models.PositiveSmallIntegerField("页", default=1)
    version = models.PositiveSmallIntegerField("版本", default=1)
    state = models.CharField("状态", max_length=12, choices=State, default=State.STORED)
    upload_id = models.CharField("上传号", max_length=40)
    original_name = EncryptedTextField("原文件名", null=True, blank=True)
    file_token = models.CharField(max_length=64, blank=True, editable=False)
    file_key = EncryptedTextField(null=True, blank=True)
    content_type = models.CharField("类型", max_length=20, default="image/jpeg")
    width = models.PositiveIntegerField("宽", default=0)
    height = models.PositiveIntegerField("高", default=0)
    size = models.PositiveIntegerField("字节", default=0)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    look_hash = models.CharField(max_length=16, blank=True, editable=False)
    quality = models.JSONField("质量", default=dict)
    verdict = models.CharField("审核意见", max_length=10, choices=Verdict, blank=True)
    verdict_reason = models.CharField("意见理由", max_length=40, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "材料"
        verbose_name_plural = "材料"
        constraints = [
            models.UniqueConstraint(
                name="family_document_upload_is_once", fields=["request", "upload_id", "page"]
            ),
            models.UniqueConstraint(
                name="family_document_one_current_a_page",
                fields=["request", "slot_code", "page"],
                condition=Q(state="STORED"),
            ),
            models.CheckConstraint(
                name="family_document_stored_has_file",
                condition=~Q(state="STORED") | (~Q(file_token="") & ~Q(sha256="")),
            ),
        ]
        indexes = [
            models.Index(name="family_document_source", fields=["source_sha256"]),
            models.Index(name="family_document_look", fields=["look_hash"]),
            models.Index(name="family_document_token", fields=["file_token"]),
        ]

    def __str__(self) -> str:
        return f"{self.slot_code} {self.page}"


class UploadRoom(models.Model):
    """How much one person has stored, counted under a row lock (settled 21: 100 MB a person)."""

    person = models.OneToOneField(
        "accounts.Person", on_delete=models.PROTECT, primary_key=True, related_name="upload_room"
    )
    bytes_used = models.BigIntegerField("已用字节", default=0)

    class Meta:
        verbose_name = "上传用量"
        verbose_name_plural = "上传用量"
        constraints = [
            models.CheckConstraint(
                name="family_uploadroom_is_not_negative", condition=Q(bytes_used__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return str(self.bytes_used)

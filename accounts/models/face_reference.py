"""What a live face is compared with: a sealed template, never a picture (T21)."""

from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id


class FaceReference(models.Model):
    """The template computed from the register's photo of a person; the photo itself is not kept.

    ``template`` is the engine's vector, base64, sealed; it is only good for the engine and model
    that ``model_digest`` names. Persons under 16 have none (P193).
    """

    class Source(models.TextChoices):
        REGISTER = "REGISTER", "证件照片库"
        COUNTER = "COUNTER", "窗口现场"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(
        "accounts.Person",
        on_delete=models.CASCADE,
        related_name="face_reference",
        verbose_name="参保人",
    )
    template = EncryptedTextField("特征")
    engine = models.CharField("引擎", max_length=60)
    model_digest = models.CharField("模型摘要", max_length=64)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.REGISTER)
    taken_on = models.DateField("照片日期", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = "人脸比对特征"
        verbose_name_plural = "人脸比对特征"

    def __str__(self) -> str:
        return str(self.pk)

"""Runs of the register import, so that a broken run can go on where it stopped."""

from django.db import models


class RegisterImport(models.Model):
    """One file: identified by its SHA-256; ``rows_done`` is where to resume."""

    sha256 = models.CharField("文件摘要", max_length=64, unique=True)
    file_name = models.CharField("文件名", max_length=200)
    rows_done = models.PositiveBigIntegerField("已处理行数", default=0)
    rows_failed = models.PositiveBigIntegerField("错误行数", default=0)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "参保库导入"
        verbose_name_plural = "参保库导入"

    def __str__(self) -> str:
        return self.file_name

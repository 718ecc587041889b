"""The words of notices: versions that staff write, over the ones the product brings."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id


class NoticeTemplate(models.Model):
    """One version of the words for one kind of notice and one way of delivery (P190).

    Without an active version the product's own words are used. Words that were in force are never
    changed; whoever wrote a version does not release it.
    """

    class Medium(models.TextChoices):
        INBOX = "INBOX", "站内消息"
        SMS = "SMS", "短信"

    class State(models.TextChoices):
        DRAFT = "DRAFT", "草稿"
        ACTIVE = "ACTIVE", "使用中"
        RETIRED = "RETIRED", "已停用"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("种类", max_length=60)
    medium = models.CharField("方式", max_length=5, choices=Medium)
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("标题", max_length=40, blank=True)
    body = models.TextField("正文", max_length=1000)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="起草人",
    )
    written_at = models.DateTimeField("起草时间")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发布人",
    )
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知模板"
        verbose_name_plural = "通知模板"
        constraints = [
            models.UniqueConstraint(
                name="notices_template_one_a_version", fields=["code", "medium", "version"]
            ),
            models.UniqueConstraint(
                name="notices_template_one_active",
                fields=["code", "medium"],
                condition=models.Q(state="ACTIVE"),
            ),
            models.CheckConstraint(
                name="notices_template_two_people",
                condition=models.Q(released_by__isnull=True)
                | ~models.Q(released_by=models.F("written_by")),
            ),
            models.CheckConstraint(
                name="notices_template_in_force_was_released",
                condition=models.Q(state="DRAFT")
                | models.Q(released_by__isnull=False, released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_medium_display()} 第 {self.version} 版"

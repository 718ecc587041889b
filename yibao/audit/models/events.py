"""The log itself and its chain."""

from django.db import models

from yibao.kernel.ids import new_id


class AuditEvent(models.Model):
    """One thing that happened. ``data`` holds ids and codes, never names or numbers of people.

    ``actor`` is ``user:<id>``, ``client:<id>`` or ``system``; ``subject`` is ``<label>:<id>``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("时间")
    tenant_id = models.BigIntegerField("租户", null=True)
    verb = models.CharField("动作", max_length=80)
    actor = models.CharField("操作者", max_length=80)
    actor_role = models.CharField("角色", max_length=40, blank=True)
    subject = models.CharField("对象", max_length=100, blank=True)
    data = models.JSONField("内容", default=dict)
    trace_id = models.CharField("参考编号", max_length=64, blank=True)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        indexes = [
            models.Index(name="audit_event_at", fields=["-at"]),
            models.Index(name="audit_event_subject", fields=["subject", "-at"]),
            models.Index(name="audit_event_actor", fields=["actor", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class AuditSeal(models.Model):
    """The link of one event into the chain (I23): hash over the previous hash and the row."""

    position = models.BigIntegerField("链上位置", primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    previous_hash = models.CharField("前一条", max_length=64)
    row_hash = models.CharField("本条", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = "审计链"
        verbose_name_plural = "审计链"

    def __str__(self) -> str:
        return str(self.position)

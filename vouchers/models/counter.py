"""Work done for a person at a counter: who came, which papers, which clerks (P186–P189)."""

from django.conf import settings
from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import CounterState


def counter_ref() -> str:
    """Opaque number of a counter act, printed on the receipt."""
    return new_ref("W")


class CounterAct(models.Model):
    """One act at a counter. It takes effect once a second clerk has confirmed, where one is needed.

    ``papers`` are codes of the papers seen (id_card, household_register, social_card,
    proxy_letter); ``agent_name`` and ``agent_certno`` are of a relative who came instead, sealed.
    ``subject`` is the reference of what an upper app's act is about (a request, a binding).
    ``signature`` says how the person signed the printed form.
    """

    class Kind(models.TextChoices):
        OPEN = "OPEN", "开通医保码"
        RESTORE = "RESTORE", "恢复医保码"
        SUSPEND = "SUSPEND", "停用医保码"
        REISSUE = "REISSUE", "换发医保码"
        SLIP = "SLIP", "打印一日码"
        PHONE = "PHONE", "换手机号"
        RECOVER = "RECOVER", "找回账号"
        CLOSE = "CLOSE", "注销账号"
        BIND = "BIND", "绑定家人"
        CONSENT = "CONSENT", "本人同意被绑定"
        UNBIND = "UNBIND", "解除家人绑定"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("办件号", max_length=40, unique=True, default=counter_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="counter_acts",
        verbose_name="参保人",
    )
    kind = models.CharField("事项", max_length=10, choices=Kind)
    state = models.CharField(
        "状态", max_length=10, choices=CounterState, default=CounterState.WAITING
    )
    papers = models.JSONField("查验证件", default=list)
    found_by = models.CharField("核对方式", max_length=20)
    agent_name = EncryptedTextField("代办人", null=True, blank=True)
    agent_certno = EncryptedTextField("代办人证号", null=True, blank=True)
    new_phone = EncryptedTextField("新手机号", null=True, blank=True)
    signature = models.CharField("签字", max_length=20, blank=True)
    subject = models.CharField("对象", max_length=60, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    region_code = models.CharField("窗口地区", max_length=6, blank=True)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="counter_acts",
        verbose_name="经办人",
    )
    second_clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmed_counter_acts",
        verbose_name="复核人",
    )
    needs_second = models.BooleanField("需要第二人", default=True)
    began_at = models.DateTimeField("受理时间")
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "窗口办件"
        verbose_name_plural = "窗口办件"
        constraints = [
            models.CheckConstraint(
                name="vouchers_counteract_two_different_clerks",
                condition=models.Q(second_clerk__isnull=True)
                | ~models.Q(second_clerk=models.F("clerk")),
            ),
            models.CheckConstraint(
                name="vouchers_counteract_done_has_second",
                condition=~models.Q(state="DONE", needs_second=True)
                | models.Q(second_clerk__isnull=False),
            ),
        ]
        indexes = [models.Index(name="vouchers_counter_person", fields=["person", "-began_at"])]

    def __str__(self) -> str:
        return self.ref

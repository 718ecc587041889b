"""The voucher: one a person (I16, P14)."""

from django.db import models

from yibao.kernel.ids import new_id

from ..states import VoucherState


class Voucher(models.Model):
    """The e-credential of one person in all channels.

    ``pin_hash`` is an argon2 hash of the 6-digit PIN. ``generation`` is raised by a re-issue, which
    ends all codes of the former generation at once (P38).
    """

    class Way(models.TextChoices):
        SELF = "SELF", "本人在线激活"
        COUNTER = "COUNTER", "窗口激活"
        BINDING = "BINDING", "亲情账户激活"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(
        "accounts.Person", on_delete=models.PROTECT, related_name="voucher", verbose_name="参保人"
    )
    state = models.CharField(
        "状态", max_length=10, choices=VoucherState, default=VoucherState.APPLIED
    )
    activated_at = models.DateTimeField("激活时间", null=True, blank=True)
    activation_way = models.CharField("激活方式", max_length=10, choices=Way, blank=True)
    pin_hash = models.CharField(max_length=200, blank=True, editable=False)
    pin_failures = models.PositiveSmallIntegerField("密码连续错误", default=0)
    pin_locked_until = models.DateTimeField("密码锁定到", null=True, blank=True)
    suspended_until = models.DateTimeField("停用到", null=True, blank=True)
    suspension_reason = models.CharField("停用原因", max_length=60, blank=True)
    generation = models.PositiveIntegerField("代次", default=1)
    reissued_at = models.DateTimeField("换发时间", null=True, blank=True)
    closed_at = models.DateTimeField("注销时间", null=True, blank=True)
    closing_reason = models.CharField("注销原因", max_length=60, blank=True)
    created_at = models.DateTimeField("申领时间", auto_now_add=True)

    class Meta:
        verbose_name = "医保码"
        verbose_name_plural = "医保码"
        constraints = [
            models.CheckConstraint(
                name="vouchers_voucher_active_has_time_and_way",
                condition=~models.Q(state__in=["ACTIVE", "SUSPENDED"])
                | (models.Q(activated_at__isnull=False) & ~models.Q(activation_way="")),
            ),
            models.CheckConstraint(
                name="vouchers_voucher_at_most_5_pin_failures",
                condition=models.Q(pin_failures__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"

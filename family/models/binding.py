"""Bindings (亲情账户): the right to show a relative's code, apart from any right to spend."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..data.relations import RELATION_CHOICES
from ..states import LIVE_BINDINGS, BindingState

_LIVE = Q(state__in=[state.value for state in LIVE_BINDINGS])


def binding_ref() -> str:
    """Opaque reference of a binding."""
    return new_ref("B")


class Place(models.Model):
    """One of the holder's numbered places for members, taken by a request or a binding (P48, I18).

    The database stops the sixth: live places of a holder have different numbers up to ``limit``,
    the limit in force when the place was taken. ``member_index`` is the keyed hash of the member's
    number, so that the same person takes one place only (P51).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="family_places",
        verbose_name="主账号",
    )
    number = models.PositiveSmallIntegerField("名额号")
    limit = models.PositiveSmallIntegerField("上限")
    member_index = models.CharField(max_length=64, editable=False)
    taken_at = models.DateTimeField("占用时间")
    released_at = models.DateTimeField("释放时间", null=True, blank=True)

    class Meta:
        verbose_name = "亲情账户名额"
        verbose_name_plural = "亲情账户名额"
        constraints = [
            models.UniqueConstraint(
                name="family_place_number_is_free",
                fields=["holder", "number"],
                condition=Q(released_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="family_place_one_a_member",
                fields=["holder", "member_index"],
                condition=Q(released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="family_place_number_within_limit",
                condition=Q(number__gte=1) & Q(number__lte=F("limit")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.limit}"


class Binding(models.Model):
    """``holder`` may show the code of ``member``, who is the ``relation`` of the holder.

    Neither balance nor right to spend (P42). ``sees_bills`` is the scope that a member of 16 and
    over opens (settled 1). ``way`` says how it came about. ``grace_until`` ends the showing after
    the 16th birthday (P83). ``ended_silently``: the other side is not told (feature 29); to the
    holder it then looks like a display that is out of order until ``hidden_from``.
    """

    class Way(models.TextChoices):
        REVIEW = "REVIEW", "审核通过"
        RULES = "RULES", "按公开规则自动通过"
        NEWBORN = "NEWBORN", "出生医学证明核对"
        COUNTER = "COUNTER", "窗口办理"
        HOSPITAL = "HOSPITAL", "医院窗口办理"
        APPEAL = "APPEAL", "复核通过"

    class Tell(models.TextChoices):
        INSTANT = "INSTANT", "每次都告诉我"
        DIGEST = "DIGEST", "每天汇总一次"

    class Ending(models.TextChoices):
        HOLDER = "HOLDER", "主账号解除"
        MEMBER = "MEMBER", "家人解除"
        GUARDIAN = "GUARDIAN", "监护人解除"
        COUNTER = "COUNTER", "窗口解除"
        CLOSING = "CLOSING", "注销账号"
        DEATH = "DEATH", "死亡"
        GUARDIANSHIP_OVER = "GUARDIANSHIP_OVER", "监护关系结束"
        MISUSE = "MISUSE", "冒用处理"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=binding_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    holder = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="bindings_held",
        verbose_name="主账号",
    )
    member = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="bindings_of",
        verbose_name="家人",
    )
    relation = models.CharField("家人是主账号的", max_length=16, choices=RELATION_CHOICES)
    state = models.CharField(
        "状态", max_length=20, choices=BindingState, default=BindingState.ACTIVE
    )
    way = models.CharField("办成方式", max_length=10, choices=Way)
    place = models.OneToOneField(
        Place, on_delete=models.PROTECT, related_name="binding", verbose_name="名额"
    )
    sees_bills = models.BooleanField("可看账单", default=False)
    tell_showings = models.CharField("出示提醒", max_length=8, choices=Tell, default=Tell.INSTANT)
    consented_at = models.DateTimeField("本人同意时间", null=True, blank=True)
    began_at = models.DateTimeField("绑定时间")
    last_shown_at = models.DateTimeField("最近出示", null=True, blank=True)
    turns_16_on = models.DateField("满 16 岁的日子", null=True, blank=True)
    grace_until = models.DateField("宽限到（不含）", null=True, blank=True)
    suspension_reason = models.CharField("暂停原因", max_length=20, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ending = models.CharField("结束原因", max_length=20, choices=Ending, blank=True)
    ended_silently = models.BooleanField("不通知对方", default=False)
    hidden_from = models.DateTimeField("此后不再列出", null=True, blank=True)

    class Meta:
        verbose_name = "亲情绑定"
        verbose_name_plural = "亲情绑定"
        constraints = [
            models.CheckConstraint(
                name="family_binding_is_with_somebody_else", condition=~Q(holder=F("member"))
            ),
            models.UniqueConstraint(
                name="family_binding_one_live_a_pair",
                fields=["holder", "member"],
                condition=_LIVE,
            ),
            models.CheckConstraint(
                name="family_binding_ended_has_time_and_reason",
                condition=(_LIVE & Q(ended_at__isnull=True, ending=""))
                | (~_LIVE & Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
        ]
        indexes = [
            models.Index(name="family_binding_member", fields=["member", "state"]),
            models.Index(
                name="family_binding_16",
                fields=["turns_16_on"],
                condition=Q(state__in=["ACTIVE", "CONSENT_PENDING_16"]),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

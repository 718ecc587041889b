"""Mutual-aid grants (家庭共济): the right to spend, apart from any right to show (settled 1)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..data.aid import AidUse, GrantWish
from ..states import GrantEnding, GrantState

LIVE = ("REVIEW", "ACTIVE")


def grant_ref() -> str:
    """Opaque public reference of a grant."""
    return new_ref("G")


def default_uses() -> list[str]:
    """Care and medicines; premiums are a permission of their own (P120)."""
    return [AidUse.CARE, AidUse.PHARMACY]


class GrantLimits(models.Model):
    """What a payer agreed to, in 分; no cap is null.

    ``keep_back_fen`` stays in the payer's account whatever the member needs.
    """

    per_payment_cap_fen = models.BigIntegerField("单笔上限", null=True, blank=True)
    daily_cap_fen = models.BigIntegerField("每天上限", null=True, blank=True)
    annual_cap_fen = models.BigIntegerField("每年上限", null=True, blank=True)
    keep_back_fen = models.BigIntegerField("给自己留的钱", default=0)
    uses = ArrayField(
        models.CharField(max_length=10), verbose_name="可以付什么", default=default_uses
    )
    priority = models.PositiveSmallIntegerField("扣款次序", default=1)
    period = DateRangeField("有效期")

    class Meta:
        abstract = True


def _limits(prefix: str) -> list[models.CheckConstraint]:
    caps = ("per_payment_cap_fen", "daily_cap_fen", "annual_cap_fen")
    positive = Q(keep_back_fen__gte=0, uses__len__gt=0)
    for name in caps:
        positive &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": 0})
    return [models.CheckConstraint(name=f"{prefix}_limits_are_positive", condition=positive)]


class Grant(GrantLimits):
    """A payer lets a relative use the payer's personal account, within limits.

    ``period`` is half-open; ``ended_at`` ends the right at once. Standing grants of one payer to
    one member do not overlap in time (I17). A grant for once belongs to the visit ``for_visit``
    and was given by accepting the amount on the payer's phone (P113).
    """

    class Relation(models.TextChoices):
        SPOUSE = "SPOUSE", "配偶"
        PARENT = "PARENT", "父母"
        CHILD = "CHILD", "子女"
        SIBLING = "SIBLING", "兄弟姐妹"
        GRANDPARENT = "GRANDPARENT", "祖父母、外祖父母"
        GRANDCHILD = "GRANDCHILD", "孙子女、外孙子女"

    class Kind(models.TextChoices):
        STANDING = "STANDING", "长期"
        ONCE = "ONCE", "只这一次"

    class Way(models.TextChoices):
        ONLINE = "ONLINE", "网上"
        COUNTER = "COUNTER", "柜台"
        SCAN = "SCAN", "窗口扫码"

    Ending = GrantEnding

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=grant_ref)
    payer = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="grants_given",
        verbose_name="付款人",
    )
    member = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="grants_received",
        verbose_name="家人",
    )
    relation = models.CharField("家人是付款人的", max_length=12, choices=Relation)
    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.STANDING)
    for_visit = models.CharField("就诊号", max_length=40, blank=True)
    way = models.CharField("办理方式", max_length=10, choices=Way, default=Way.ONLINE)
    state = models.CharField("状态", max_length=10, choices=GrantState, default=GrantState.ACTIVE)
    case = models.ForeignKey(
        "cases.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核查事项",
    )
    created_at = models.DateTimeField("授权时间")
    ended_at = models.DateTimeField("停止时间", null=True, blank=True)
    ending = models.CharField("为什么停止", max_length=10, choices=Ending, blank=True)

    class Meta:
        verbose_name = "共济授权"
        verbose_name_plural = "共济授权"
        constraints = [
            *_limits("family_grant"),
            models.CheckConstraint(
                name="family_grant_is_to_somebody_else", condition=~Q(payer=F("member"))
            ),
            models.CheckConstraint(
                name="family_grant_end_has_a_time",
                condition=Q(state__in=LIVE, ended_at__isnull=True)
                | Q(ended_at__isnull=False, state__in=["ENDED", "REFUSED"]),
            ),
            models.CheckConstraint(
                name="family_grant_once_is_for_a_visit",
                condition=Q(kind="STANDING", for_visit="") | (Q(kind="ONCE") & ~Q(for_visit="")),
            ),
            models.UniqueConstraint(
                name="family_grant_once_a_visit",
                fields=["payer", "for_visit"],
                condition=Q(kind="ONCE", ended_at__isnull=True),
            ),
            ExclusionConstraint(
                name="family_grant_periods_do_not_overlap",
                expressions=[
                    ("payer", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True, kind="STANDING"),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def wish(self) -> GrantWish:
        """The limits as a value."""
        return GrantWish(
            per_payment_cap_fen=self.per_payment_cap_fen,
            daily_cap_fen=self.daily_cap_fen,
            annual_cap_fen=self.annual_cap_fen,
            keep_back_fen=self.keep_back_fen,
            uses=tuple(self.uses),
            priority=self.priority,
            starts_on=self.period.lower,
            until=self.period.upper,
        )


class GrantTerms(GrantLimits):
    """What the payer agreed to and when; a change is a new row, rows never change.

    ``text_sha256`` is the digest of the words that stood on the page.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField("第几版")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField("同意时间")
    proof = models.CharField("怎么确认", max_length=10, blank=True)
    text_sha256 = models.CharField("文本摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "授权条款"
        verbose_name_plural = "授权条款"
        ordering = ["grant", "number"]
        constraints = [
            *_limits("family_grantterms"),
            models.UniqueConstraint(
                name="family_grantterms_number_is_unique", fields=["grant", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.number}"

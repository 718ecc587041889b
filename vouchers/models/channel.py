"""Channels (渠道) in which a voucher can be opened, as data (P8–P15)."""

from django.conf import settings
from django.db import models

from yibao.kernel.ids import new_id, new_ref


def slot_ref() -> str:
    """Opaque reference of a slot."""
    return new_ref("K")


class Channel(models.Model):
    """One way to a voucher: an app, a mini-program, a bank's app or branch, the counter (P8).

    ``client`` is the OAuth client of an app that works through the API. The three abilities are
    what the channel offers at all; ``ChannelRegion`` narrows them by area (P9).
    """

    class Kind(models.TextChoices):
        SELF = "SELF", "本平台"
        NATIONAL_APP = "NATIONAL_APP", "国家平台"
        SUPER_APP = "SUPER_APP", "支付和社交应用"
        BANK_APP = "BANK_APP", "银行应用"
        LOCAL = "LOCAL", "本地公众号和小程序"
        GOV_APP = "GOV_APP", "政务应用"
        COUNTER = "COUNTER", "窗口"
        BANK_BRANCH = "BANK_BRANCH", "银行网点"

    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=12, choices=Kind)
    client = models.OneToOneField(
        "accounts.PartnerClient",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="channel",
        verbose_name="接入应用",
    )
    can_activate = models.BooleanField("可自助激活", default=False)
    can_show = models.BooleanField("可出示", default=True)
    can_bind = models.BooleanField("可绑定家人", default=False)
    has_own_password = models.BooleanField("有渠道密码", default=False)
    is_enabled = models.BooleanField("启用", default=True)
    note = models.CharField("说明", max_length=200, blank=True)
    sort = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "渠道"
        verbose_name_plural = "渠道"
        ordering = ["sort", "code"]

    def __str__(self) -> str:
        return self.name


class ChannelRegion(models.Model):
    """What one area allows of a channel; without a row the channel's own abilities hold (P9)."""

    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="regions", verbose_name="渠道"
    )
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.CASCADE, related_name="+", verbose_name="地区"
    )
    can_activate = models.BooleanField("可自助激活")
    can_show = models.BooleanField("可出示")
    can_bind = models.BooleanField("可绑定家人")

    class Meta:
        verbose_name = "渠道的地区开关"
        verbose_name_plural = "渠道的地区开关"
        constraints = [
            models.UniqueConstraint(
                name="vouchers_channelregion_one_a_pair", fields=["channel", "region"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.region_id}"


class ChannelPath(models.Model):
    """One way through the menus of a channel, as people read it (P10, P12, P13).

    ``steps`` is what a person does, in order; ``server_steps`` what the platform does for it,
    always with the face (P11). ``kind`` tells activating from showing.
    """

    class Kind(models.TextChoices):
        ACTIVATE = "ACTIVATE", "激活"
        SHOW = "SHOW", "出示"

    code = models.CharField("代码", max_length=20)
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="paths", verbose_name="渠道"
    )
    kind = models.CharField("用途", max_length=8, choices=Kind, default=Kind.ACTIVATE)
    title = models.CharField("标题", max_length=60)
    steps = models.JSONField("步骤", default=list)
    server_steps = models.JSONField("平台步骤", default=list, blank=True)
    source = models.CharField("出处", max_length=60, blank=True)
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "激活和出示路径"
        verbose_name_plural = "激活和出示路径"
        ordering = ["channel__sort", "code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="vouchers_channelpath_one_a_start", fields=["code", "valid_from"]
            ),
            models.CheckConstraint(
                name="vouchers_channelpath_period_is_ordered",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ChannelSlot(models.Model):
    """A voucher opened in a channel by a holder: the person, later also a relative (P14–P16).

    Ending a slot leaves the voucher and the other slots alone (P37). ``joined_month`` is ``YYYYMM``
    in Shanghai time, for the monthly count of new binders (P15).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=slot_ref)
    voucher = models.ForeignKey(
        "vouchers.Voucher", on_delete=models.PROTECT, related_name="slots", verbose_name="医保码"
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="slots", verbose_name="渠道"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="channel_slots",
        verbose_name="持有人",
    )
    is_own = models.BooleanField("本人", default=True)
    joined_at = models.DateTimeField("开通时间")
    joined_month = models.CharField("开通月份", max_length=6)
    last_used_at = models.DateTimeField("最近出示", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "已开通的渠道"
        verbose_name_plural = "已开通的渠道"
        constraints = [
            models.UniqueConstraint(
                name="vouchers_channelslot_one_live_a_holder",
                fields=["voucher", "channel", "holder"],
                condition=models.Q(ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="vouchers_slot_month", fields=["voucher", "joined_month"]),
        ]

    def __str__(self) -> str:
        return self.ref

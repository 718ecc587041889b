"""Channels, what areas allow them, and where vouchers are open (P8, P9, P15)."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html

from vouchers.data.channels import SELF
from vouchers.models import Channel, ChannelRegion, ChannelSlot
from vouchers.services import channels
from yibao.audit import services as audit
from yibao.kernel import masking
from yibao.kernel.console import (
    Column,
    ConfigAdmin,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    detail_link,
    moment,
    named,
    panel,
    person_link,
    tag,
    unveiled,
    yes_no,
)

_RIGHT = "vouchers.suspend_voucher"
_RECENT = 20


@admin.register(Channel)
class ChannelAdmin(ConfigAdmin):
    """The list of channels; a switch acts from the next request on, without a release (P9)."""

    list_display = ("name", "shown_code", "kind", "activates", "shows", "binds", "enabled", "sort")
    activates = yes_no("can_activate", "可自助激活")
    shows = yes_no("can_show", "可出示")
    binds = yes_no("can_bind", "可绑定家人")
    enabled = yes_no("is_enabled", "启用")
    list_filter = ("kind", "is_enabled")
    ordering = ("sort", "code")
    exact_search = ("code", "name", "name__icontains")
    asked = (
        "name", "kind", "client", "can_activate", "can_show", "can_bind", "has_own_password",
        "is_enabled", "note", "sort",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code is chosen once: vouchers and paths name it."""
        return ("code" if obj is None else "shown_code", *self.asked)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Shown as it is."""
        return ("shown_code",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """An institution's program is no channel."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "client":
            field.queryset = field.queryset.filter(kind="CHANNEL_APP")
        return field

    def own_panels(self, request: HttpRequest, row: Any) -> list[Panel]:
        switches = [
            [detail_link(one, one.region.name), *(_word(able) for able in _abilities(one))]
            for one in row.regions.select_related("region")
        ]
        paths = [
            [detail_link(one, one.code), one.title, str(one.valid_from), str(one.valid_to or "—")]
            for one in row.paths.order_by("code", "-valid_from")
        ]
        return [
            Panel("地区开关", _columns("地区", "激活", "出示", "绑定家人"), switches,
                  empty="没有单独的开关，各地都照上面的能力。"),
            Panel("路径", _columns("编号", "标题", "开始", "结束"), paths),
        ]  # fmt: skip

    @admin.display(description="代码", ordering="code")
    def shown_code(self, row: Channel) -> str:
        return format_html("<code>{}</code>", row.pk)


@admin.register(ChannelRegion)
class ChannelRegionAdmin(ConfigAdmin):
    """What one area allows of a channel; the district's row goes before its city's (P9)."""

    list_display = ("where", "what", "activates", "shows", "binds")
    where = named("region", "地区")
    what = named("channel", "渠道")
    activates = yes_no("can_activate", "可自助激活")
    shows = yes_no("can_show", "可出示")
    binds = yes_no("can_bind", "可绑定家人")
    list_filter = ("region",)
    list_select_related = ("region", "channel")
    ordering = ("region", "channel__sort")
    exact_search = ("channel__name", "region__name", "region__code")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Which pair it is stays."""
        pair = ("channel", "region") if obj is None else ("what", "where")
        return (*pair, "can_activate", "can_show", "can_bind")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The pair of a row that exists."""
        return () if obj is None else ("what", "where")


def _end(request: HttpRequest, row: ChannelSlot, data: dict[str, Any]) -> None:
    reason = masking.mask_text(data["reason"])
    with transaction.atomic():
        channels.leave(by=request.user, slot=row)
        audit.record(
            "vouchers.channel.end_explained", by=request.user, subject=row, data={"reason": reason}
        )


def _may_end(row: ChannelSlot) -> bool:
    is_ours = row.channel_id == SELF and row.is_own
    return row.ended_at is None and not is_ours


@admin.register(ChannelSlot)
class ChannelSlotAdmin(ReadOnlyAdmin):
    """Where vouchers are open, and by whom (P15); several new people on one card stand out here."""

    list_display = ("owner", "what", "whose", "joined_at", "shown_used", "shown_state")
    list_display_links = ("what",)
    list_filter = ("is_own", "joined_month", "channel")
    list_select_related = ("voucher__person", "channel", "holder__person")
    ordering = ("-pk",)
    tenant_path = "voucher__person__tenant"
    exact_search = ("ref", "voucher__person__psn_no", "holder__person__psn_no")
    what = named("channel", "渠道")
    fields = (
        "ref", "owner", "what", "whose", "holder_link", "joined_at", "joined_month", "shown_used",
        "shown_state",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="end", label="停掉这一处", permission=_RIGHT, danger=True, run=_end,
            applies=_may_end,
            done="已停掉，已通知本人。",
            effect="这个渠道里马上不能再出示这个人的医保码，它的令牌作废。别的渠道不受影响。",
        ),
    )  # fmt: skip

    @admin.display(description="参保人")
    def owner(self, row: ChannelSlot) -> str:
        return person_link(row.voucher.person)

    @admin.display(description="谁在用", ordering="is_own")
    def whose(self, row: ChannelSlot) -> str:
        return "本人" if row.is_own else "家人"

    @admin.display(description="持有人")
    def holder_link(self, row: ChannelSlot) -> str:
        return person_link(row.holder.person)

    @admin.display(description="最近出示", ordering="last_used_at")
    def shown_used(self, row: ChannelSlot) -> str:
        return moment(row.last_used_at)

    @admin.display(description="状态", ordering="ended_at")
    def shown_state(self, row: ChannelSlot) -> str:
        if row.ended_at is None:
            return tag("ok", "开通着")
        return tag("neutral", f"{moment(row.ended_at)} 停掉")


@panel("accounts.person", permission="vouchers.view_channelslot", order=25)
def channels_of_person(request: HttpRequest, person: Any) -> Panel:
    """Where the person's voucher is open or was."""
    slots = (
        unveiled(request.user, ChannelSlot.objects.filter(voucher__person=person))
        .select_related("channel")
        .order_by("-joined_at")
    )
    rows = [
        [
            detail_link(one, one.channel.name),
            "本人" if one.is_own else "家人",
            moment(one.joined_at),
            moment(one.last_used_at),
            moment(one.ended_at),
        ]
        for one in slots[:_RECENT]
    ]
    columns = _columns("渠道", "谁在用", "开通", "最近出示", "停掉")
    return Panel("开通的渠道", columns, rows, empty="只在本平台，或者还没有激活。")


def _columns(*words: str) -> tuple[Column, ...]:
    return tuple(Column(word) for word in words)


def _abilities(row: ChannelRegion) -> tuple[bool, bool, bool]:
    return row.can_activate, row.can_show, row.can_bind


def _word(able: bool) -> str:
    return "是" if able else "否"

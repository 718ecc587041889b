"""Channels and the ways through their menus, as read from a file or shown to people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.data import ConsentText

#: The channel that stands for our own pages.
SELF = "SELF"
#: How a channel app may have made sure that its user is there (P22); kept in the audit log.
UNLOCK_WAYS = {
    "channel_password": "渠道密码",
    "face": "刷脸",
    "device": "手机指纹、面容或锁屏密码",
}
#: What no channel app is told or can do, whatever was agreed to.
CHANNEL_LIMITS = (
    "看不到身份证号、手机号和账单",
    "动不了个人账户里的钱",
    "不知道您的医保码密码",
)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel of a channel file (P8)."""

    code: str
    name: str
    kind: str
    can_activate: bool
    can_show: bool
    can_bind: bool
    has_own_password: bool
    note: str


@dataclass(frozen=True, slots=True)
class PathRow:
    """One way through the menus of one channel (P10, P12)."""

    code: str
    channel: str
    kind: str
    title: str
    steps: tuple[str, ...]
    server_steps: tuple[str, ...]
    source: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel may do in an area (P9)."""

    activate: bool = False
    show: bool = False
    bind: bool = False


@dataclass(frozen=True, slots=True)
class ChannelGuide:
    """One channel with what it offers in an area and how to get there."""

    channel: Any
    abilities: Abilities
    paths: tuple[Any, ...]


def consent_to(name: str, lines: tuple[str, ...]) -> ConsentText:
    """What a person agrees to before an app may act for them; ``lines`` are its scopes in words."""
    return ConsentText(
        kind="channel",
        title=f"同意{name}使用我的医保码",
        version="1",
        points=lines,
        paragraphs=CHANNEL_LIMITS,
    )

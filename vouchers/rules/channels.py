"""Channel files, the steps of an activation, and the limits of a card (P8–P15)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import yaml

from ..data.channels import ChannelRow, PathRow

ACTIVATE, SHOW = "ACTIVATE", "SHOW"
FACE, CHANNEL_PASSWORD = "FACE", "CHANNEL_PASSWORD"
#: What the platform does on every way to activation, in this order (P11).
SERVER_STEPS = ("CONSENT", "PHONE_CODE", "IDENTITY", CHANNEL_PASSWORD, FACE, "PIN_SET", "ACTIVE")
STEP_WORDS = {
    "CONSENT": "同意协议",
    "PHONE_CODE": "短信验证码",
    "IDENTITY": "姓名和身份证号",
    CHANNEL_PASSWORD: "渠道密码",
    FACE: "刷脸",
    "PIN_SET": "设密码",
    "ACTIVE": "激活",
}
FROM_THE_START = date(2019, 11, 24)
_FLAGS = {"activate": "can_activate", "show": "can_show", "bind": "can_bind"}


class WrongChannelFile(ValueError):
    """A channel file that breaks a rule; the text says which entry and why."""


def normal_steps(*, has_own_password: bool) -> tuple[str, ...]:
    """The platform's steps of a channel: its password only where it has one (P11)."""
    return tuple(step for step in SERVER_STEPS if step != CHANNEL_PASSWORD or has_own_password)


def fault_of_steps(steps: Sequence[str], *, has_own_password: bool) -> str:
    """Why these steps may not activate anybody; empty where they may.

    A way that leaves out the face is refused, whatever its menus say (P3, P11).
    """
    if FACE not in steps:
        return "少了刷脸（FACE），不能这样激活。"
    if tuple(steps) != normal_steps(has_own_password=has_own_password):
        return "平台步骤的内容或次序不对。"
    return ""


def has_room(live: Iterable[tuple[Any, str]], *, joins: str, unit: str, limit: int) -> bool:
    """Whether a card with these live slots (holder, channel) takes one more in ``joins`` (P15).

    ``unit`` ``channel`` counts each channel once, however many holders use it.
    """
    pairs = list(live)
    if unit != "channel":
        return len(pairs) < limit
    channels = {channel for _, channel in pairs}
    return joins in channels or len(channels) < limit


def read(text: str) -> tuple[list[ChannelRow], list[PathRow]]:
    """Rows of a channel file. Raises ``WrongChannelFile``."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise WrongChannelFile(f"不是合法的 YAML：{fault}") from fault
    if not isinstance(found, dict) or set(found) != {"channels", "paths"}:
        raise WrongChannelFile("文件要有 channels 和 paths 两部分。")
    channels = [_channel(entry) for entry in found["channels"]]
    known = {one.code: one for one in channels}
    paths = [path for entry in found["paths"] for path in _paths(entry, known)]
    _check_unique([one.code for one in channels], "渠道")
    _check_unique([(one.code, one.valid_from) for one in paths], "路径")
    return channels, paths


def _channel(entry: dict[str, Any]) -> ChannelRow:
    try:
        return ChannelRow(
            code=entry["code"],
            name=entry["name"],
            kind=entry["kind"],
            has_own_password=entry.get("password", False),
            note=entry.get("note", ""),
            **{field: entry[word] for word, field in _FLAGS.items()},
        )
    except (KeyError, TypeError) as fault:
        raise WrongChannelFile(f"渠道 {entry} 缺少 {fault}。") from fault


def _paths(entry: dict[str, Any], known: dict[str, ChannelRow]) -> list[PathRow]:
    """One row a channel; a path that serves several gets the channel into its code."""
    try:
        codes, code = entry["channels"], entry["code"]
        return [
            _path(entry, known[one], code if len(codes) == 1 else f"{code}.{one.split('_')[-1]}")
            for one in codes
        ]
    except (KeyError, TypeError) as fault:
        raise WrongChannelFile(f"路径 {entry.get('code')} 缺少或不认识 {fault}。") from fault


def _path(entry: dict[str, Any], channel: ChannelRow, code: str) -> PathRow:
    kind = entry.get("kind", ACTIVATE)
    normal = normal_steps(has_own_password=channel.has_own_password)
    server = tuple(entry.get("server_steps", normal if kind == ACTIVATE else ()))
    if kind == ACTIVATE:
        fault = fault_of_steps(server, has_own_password=channel.has_own_password)
        if fault:
            raise WrongChannelFile(f"路径 {code}：{fault}")
    steps = tuple(str(step) for step in entry["steps"])
    if not steps:
        raise WrongChannelFile(f"路径 {code} 没有步骤。")
    return PathRow(
        code=code,
        channel=channel.code,
        kind=kind,
        title=entry["title"],
        steps=steps,
        server_steps=server,
        source=entry.get("source", ""),
        valid_from=entry.get("valid_from", FROM_THE_START),
        valid_to=entry.get("valid_to"),
    )


def _check_unique(keys: list[Any], what: str) -> None:
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise WrongChannelFile(f"{what}写了两次：{sorted(map(str, twice))}")

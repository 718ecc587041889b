"""The sealed envelope of the mobile-payment centre: opened into a message, answers sealed."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yibao.kernel import clock, crypto, strictjson

from .. import tables
from ..errors import AccessDenied
from ..models import GatewayAccess, LeafForm, MobileApp, MobileKey
from ..sm import EnvelopeRefused, KeyPair, LeafValues, Opened, Suite, UserId, canonical, signing
from . import authentication, mobile_apps

_STAMP = re.compile(r"[0-9]{14}(?:[0-9]{3})?", re.ASCII)
_MILLISECONDS = re.compile(r"[0-9]{13}", re.ASCII)
_MSGID = 30
_OPERATOR = 20
_SUITES = ("SM4", "SM2")
_DATA = "data"
_WORDS = {True: "成功", False: "失败"}


@dataclass(frozen=True, slots=True)
class Sealed:
    """An opened envelope: who sent it, the same as an ordinary message, how it was sealed."""

    access: GatewayAccess
    message: dict[str, Any]
    suite: Suite
    opened: Opened
    head: dict[str, Any]


def opened(*, by: Any, outer: dict[str, Any], infno: str) -> Sealed:
    """Verify and decrypt a message to the address of ``infno``.

    Every key in force is tried, in both ways of writing numbers and with both user ids where the
    application leaves it open. Raises ``gateway.access_denied``; the words do not tell decryption
    from signature.
    """
    app = _app(outer)
    access = _access(app)
    _check_head(outer)
    authentication.check_age(access, _seconds(_text(outer, "timestamp")))
    suite, found = _first_that_opens(app, outer)
    message = _message(access, outer, found, infno)
    head = {name: outer[name] for name in ("appId", "version", "transType") if outer.get(name)}
    return Sealed(access=access, message=message, suite=suite, opened=found, head=head)


def reply(*, by: Any, sealed: Sealed, body: bytes) -> dict[str, Any]:
    """The answer in the form of the question; ``body`` is the answer in the ordinary envelope."""
    said = canonical.loads(body.decode())
    is_done = said["infcode"] == 0
    data = said.get("output", {}).get(_DATA, {}) if is_done else {}
    fields = {
        **sealed.head,
        "code": 0 if is_done else -1,
        "message": said["err_msg"] or _WORDS[is_done],
        "success": is_done,
        "encType": _SUITES[0],
        "signType": _SUITES[1],
        "timestamp": f"{clock.local(clock.now()):%Y%m%d%H%M%S}",
    }
    return sealed.suite.seal(fields, data, like=sealed.opened)


def suite_of(*, by: Any, app: MobileApp, key: MobileKey) -> Suite:
    """The keys and habits of an application with this set of keys."""
    private, _, public = key.own_key.partition(":")
    return Suite(
        app_id=app.app_id,
        app_secret=key.app_secret,
        own=KeyPair.parse(private=private, public=public),
        peer_public=signing.public_key_of(key.peer_key),
        user_id=UserId(app.user_id),
        leaf_values=LeafValues(app.leaf_values),
    )


def _app(outer: dict[str, Any]) -> MobileApp:
    rows = MobileApp.objects.filter(app_id=_text(outer, "appId"), is_enabled=True)
    app = rows.select_related("client__tenant", "client__institution__tenant").first()
    if app is None or not app.client.is_enabled:
        raise AccessDenied(reason="appId 不存在或者已经停用")
    return app


def _access(app: MobileApp) -> GatewayAccess:
    access = GatewayAccess.objects.filter(client_id=app.client_id, is_enabled=True).first()
    if access is None or app.client.institution_id is None:
        raise AccessDenied(reason="接入已停用")
    access.client = app.client
    return access


def _check_head(outer: dict[str, Any]) -> None:
    """Only plain values are signed; anything else has no agreed form."""
    if (_text(outer, "encType"), _text(outer, "signType")) != _SUITES:
        raise AccessDenied(reason="encType 应是 SM4，signType 应是 SM2")
    plain = str | int | bool | None
    if not all(isinstance(value, plain) for name, value in outer.items() if name != "extra"):
        raise AccessDenied(reason="报文头里只能是文本")


def _text(outer: dict[str, Any], name: str) -> str:
    value = outer.get(name)
    return str(value) if isinstance(value, str | int) else ""


def _seconds(text: str) -> int:
    """Seconds since 1970 of ``yyyyMMddHHmmss`` (also with milliseconds) or of milliseconds."""
    if _MILLISECONDS.fullmatch(text):
        return int(text) // 1000
    if not _STAMP.fullmatch(text):
        raise AccessDenied(reason="timestamp 应是 14 位 yyyyMMddHHmmss 或者 13 位毫秒数")
    try:
        moment = datetime.strptime(text[:14], "%Y%m%d%H%M%S")
    except ValueError as wrong:
        raise AccessDenied(reason="timestamp 不是一个时间") from wrong
    return int(moment.replace(tzinfo=clock.SHANGHAI).timestamp())


def _first_that_opens(app: MobileApp, outer: dict[str, Any]) -> tuple[Suite, Opened]:
    for key in mobile_apps.keys_of(by=None, app=app):
        suite = suite_of(by=None, app=app, key=key)
        try:
            return suite, _as_it_signs(app, suite.open(outer))
        except EnvelopeRefused:
            continue
    raise AccessDenied(reason="报文打不开或者签名不一致，请核对密钥和签名方法")


def _as_it_signs(app: MobileApp, found: Opened) -> Opened:
    """Where the question tells not how numbers are signed, the last one that told it counts."""
    if app.leaf_values != LeafForm.AUTO:
        return found
    if canonical.compact(found.data) == canonical.compact(found.data, as_text=True):
        return replace(found, as_text=app.seen_leaf_values == LeafForm.TEXT)
    seen = LeafForm.TEXT if found.as_text else LeafForm.JSON
    if app.seen_leaf_values != seen:
        MobileApp.objects.filter(pk=app.pk).update(seen_leaf_values=seen)
    return found


def _message(
    access: GatewayAccess, outer: dict[str, Any], found: Opened, infno: str
) -> dict[str, Any]:
    """The same as an ordinary message; its number is the same whenever the same is sent again."""
    place = access.client.institution
    stamp = _text(outer, "timestamp")
    mark = crypto.blind_index(f"{infno}|{stamp}|{outer['encData']}", "gateway.envelope")
    app_id = _text(outer, "appId")
    return {
        "infno": infno,
        "msgid": mark[:_MSGID],
        "infver": _text(outer, "version") or "1.0.0",
        "opter_type": "1",
        "opter": app_id[:_OPERATOR],
        "opter_name": "移动支付",
        "inf_time": stamp,
        "fixmedins_code": place.fixmedins_code,
        "fixmedins_name": place.name,
        "input": _input(found, infno),
    }


def _input(found: Opened, infno: str) -> dict[str, Any]:
    """The nodes of the table; the sealed form has the lists inside ``data``."""
    data = strictjson.loads(canonical.compact(found.data).encode())
    lists = {node.name for node in tables.table(infno).inputs if node.name != _DATA}
    inner = {name: value for name, value in data.items() if name not in lists}
    return {_DATA: inner} | {name: data[name] for name in lists if name in data}

"""Which client calls: the variants of the provinces, each a setting of the client (T73, T75)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from accounts.selectors import client_keys
from yibao.kernel import clock, crypto, faults

from .. import reading
from ..errors import AccessDenied, AnotherInstitution
from ..models import GatewayAccess, GatewayNonce, Variant
from . import sealed_bodies

_PAAS, _CSB, _STATIC = "x-tif-paasid", "_api_access_key", "apikey"
_CSB_SIGNED = ("_api_access_key", "_api_name", "_api_timestamp", "_api_version")
_NONCE = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{10}", re.ASCII)
_MILLISECONDS = re.compile(r"[0-9]{13}", re.ASCII)
KEY_COLUMN = "gateway.key"


def variant_of(headers: Mapping[str, str]) -> str:
    """The variant whose headers were sent; empty where there are none of any."""
    if headers.get(_PAAS):
        return Variant.TIF
    if headers.get(_CSB):
        return Variant.CSB_HMAC
    return Variant.API_KEY if headers.get(_STATIC) else ""


def caller(*, by: Any, headers: Mapping[str, str], message: dict[str, Any]) -> GatewayAccess:
    """The access of the caller, who has shown who it is.

    Raises ``gateway.access_denied`` and ``gateway.institution_mismatch``.
    """
    variant = variant_of(headers)
    access = _BY_VARIANT[variant](headers, message)
    client = access.client
    if not access.is_enabled or not client.is_enabled or client.institution_id is None:
        raise AccessDenied(reason="接入已停用")
    code = reading.peek(message, "fixmedins_code")
    if code and code != client.institution.fixmedins_code:
        raise AnotherInstitution
    return access


def require_address(*, by: Any, access: GatewayAccess, address: str) -> None:
    """The client's list has the address of the caller. Raises ``gateway.access_denied``."""
    if not client_keys.may_call_from(access.client, address):
        raise AccessDenied(reason="来访地址不在登记的名单里")


def forget_nonces(*, by: Any) -> int:
    """Remove nonces whose timestamps are too old to pass again."""
    removed, _ = GatewayNonce.objects.filter(seen_at__lt=clock.now() - timedelta(hours=2)).delete()
    return removed


def _by_tif(headers: Mapping[str, str], message: dict[str, Any]) -> GatewayAccess:
    """SHA-256 over timestamp, secret, nonce, timestamp; each nonce once."""
    access = _find(Variant.TIF, access_key=headers[_PAAS])
    stamp, nonce = headers.get("x-tif-timestamp", ""), headers.get("x-tif-nonce", "")
    if not _SECONDS.fullmatch(stamp) or not _NONCE.fullmatch(nonce):
        raise AccessDenied(reason="x-tif-timestamp 或 x-tif-nonce 缺失或格式不对")
    check_age(access, int(stamp))
    wanted = hashlib.sha256(f"{stamp}{access.secret}{nonce}{stamp}".encode()).hexdigest()
    given = headers.get("x-tif-signature", "").lower()
    if not hmac.compare_digest(wanted.encode(), given.encode()):
        raise AccessDenied(reason="签名不一致")
    _use_nonce(access, nonce)
    return access


def _by_csb(headers: Mapping[str, str], message: dict[str, Any]) -> GatewayAccess:
    """HMAC-SHA1 over the four other headers in the order of their names, Base64."""
    if not all(headers.get(name) for name in (*_CSB_SIGNED, "_api_signature")):
        raise AccessDenied(reason="缺少 _api_ 请求头")
    access = _find(Variant.CSB_HMAC, access_key=headers[_CSB])
    if not _MILLISECONDS.fullmatch(headers["_api_timestamp"]):
        raise AccessDenied(reason="_api_timestamp 应是 13 位毫秒数")
    check_age(access, int(headers["_api_timestamp"]) // 1000)
    text = "&".join(f"{name}={headers[name]}" for name in _CSB_SIGNED)
    digest = hmac.new(access.secret.encode(), text.encode(), hashlib.sha1).digest()
    if not hmac.compare_digest(base64.b64encode(digest), headers["_api_signature"].encode()):
        raise AccessDenied(reason="签名不一致")
    return access


def _by_static_key(headers: Mapping[str, str], message: dict[str, Any]) -> GatewayAccess:
    index = crypto.blind_index(headers[_STATIC], KEY_COLUMN)
    return _find(Variant.API_KEY, key_index=index)


def _by_message(headers: Mapping[str, str], message: dict[str, Any]) -> GatewayAccess:
    """No header says who it is: the institution named in the message must be allowed that."""
    code = reading.peek(message, "fixmedins_code")
    rows = _rows().filter(
        client__institution__fixmedins_code=code, variant__in=[Variant.NONE, Variant.SM_BODY]
    )
    # One that is switched off hides no later one: first what may call, then the oldest.
    order = ("-is_enabled", "-client__is_enabled", "created_at", "pk")
    access = rows.order_by(*order).first() if code else None
    if access is None:
        raise AccessDenied(reason="缺少验证信息，或者机构没有开通接口")
    if access.variant == Variant.SM_BODY:
        sealed_bodies.verify(by=access.client, access=access, message=message)
    elif not access.client.tenant.is_sandbox:
        raise AccessDenied(reason="这个机构必须验证身份")
    return access


_BY_VARIANT = {
    Variant.TIF: _by_tif,
    Variant.CSB_HMAC: _by_csb,
    Variant.API_KEY: _by_static_key,
    "": _by_message,
}


def _rows() -> Any:
    return GatewayAccess.objects.select_related("client__institution__tenant", "client__tenant")


def _find(variant: str, **key: str) -> GatewayAccess:
    access = _rows().filter(variant=variant, **key).first()
    if access is None:
        raise AccessDenied(reason="接入标识或密钥不存在")
    return access


def check_age(access: GatewayAccess, stamp: int) -> None:
    """By the wall clock: a sandbox whose clock was moved is still called by machines of today."""
    now = faults.skewed(clock.now(), access.client.tenant)
    age = abs((now - datetime.fromtimestamp(stamp, tz=UTC)).total_seconds())
    if age > access.window_seconds:
        raise AccessDenied(reason=f"时间戳超出 {access.window_seconds} 秒的范围")


def _use_nonce(access: GatewayAccess, nonce: str) -> None:
    """One statement decides: of a hundred equal calls one gets through (T73)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_gatewaynonce (access_id, nonce, seen_at) VALUES (%s, %s, %s) "
            "ON CONFLICT (access_id, nonce) DO NOTHING",
            [access.pk, nonce, clock.now()],
        )
        if not cursor.rowcount:
            raise AccessDenied(reason="随机数已经用过")

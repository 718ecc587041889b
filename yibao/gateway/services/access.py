"""Opening the interface to a client, new secrets, switching it off."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, crypto, masking

from ..errors import AccessExists, AccessNotPossible
from ..models import GatewayAccess, Variant
from ..sm import signing
from .authentication import KEY_COLUMN

_SM4_HEX = 16
_SHORTEST, _LONGEST = 10, 3600


@dataclass(frozen=True, slots=True)
class Opening:
    """How a client wants to speak; ``peer_key`` is its public SM2 key (Base64) for SM_BODY."""

    variant: str
    codes: str = "HUNAN"
    numbers: str = "NUMBER"
    needs_sign_in: bool = False
    window_seconds: int = 300
    peer_key: str = ""


def open_for(*, by: Any, client: Any, opening: Opening) -> tuple[GatewayAccess, str]:
    """Open the interface; the text is what the client must be told, seen this one time.

    Raises ``gateway.access_exists``, ``gateway.access_not_possible`` (no institution, or no proof
    outside the sandbox).
    """
    check(by=by, client=client, opening=opening)
    with transaction.atomic():
        row = GatewayAccess(
            client=client,
            variant=opening.variant,
            codes=opening.codes,
            numbers=opening.numbers,
            needs_sign_in=opening.needs_sign_in,
            window_seconds=opening.window_seconds,
            region=client.institution.admdvs,
            created_at=clock.now(),
        )
        told = _new_secret(row, peer_key=opening.peer_key)
        row.save(force_insert=True)
        audit.record(
            "gateway.access.opened",
            by=by,
            subject=row,
            tenant_id=client.tenant_id,
            data={"client": client.client_id, "variant": row.variant},
        )
    return row, told


def check(*, by: Any, client: Any, opening: Opening) -> None:
    """Whether the interface can be opened like that.

    Raises ``gateway.access_exists``, ``gateway.access_not_possible``.
    """
    if client.institution is None:
        raise AccessNotPossible(reason="这个应用不属于定点机构")
    if GatewayAccess.objects.filter(client=client).exists():
        raise AccessExists
    if not _SHORTEST <= opening.window_seconds <= _LONGEST:
        raise AccessNotPossible(reason=f"时间差上限应在 {_SHORTEST} 到 {_LONGEST} 秒之间")
    if opening.variant == Variant.NONE and not client.tenant.is_sandbox:
        raise AccessNotPossible(reason="不验证身份只限演示环境")
    if opening.variant == Variant.SM_BODY:
        _public_key(opening.peer_key)


def rotate(*, by: Any, access: GatewayAccess, reason: str) -> str:
    """New secrets; the old ones are void at once."""
    with transaction.atomic():
        row = GatewayAccess.objects.select_for_update().get(pk=access.pk)
        told = _new_secret(row, peer_key=row.peer_key)
        row.save()
        _record("gateway.access.rotated", by, row, reason)
    return told


def set_enabled(*, by: Any, access: GatewayAccess, is_enabled: bool, reason: str) -> None:
    """Switch the interface off or on for a client."""
    with transaction.atomic():
        row = GatewayAccess.objects.select_for_update().get(pk=access.pk)
        row.is_enabled = is_enabled
        row.save(update_fields=["is_enabled"])
        verb = "gateway.access.enabled" if is_enabled else "gateway.access.disabled"
        _record(verb, by, row, reason)


def set_sign_in(*, by: Any, access: GatewayAccess, needed: bool, reason: str) -> None:
    """Whether 9001 must come before every other transaction of this client."""
    with transaction.atomic():
        row = GatewayAccess.objects.select_for_update().get(pk=access.pk)
        row.needs_sign_in = needed
        row.save(update_fields=["needs_sign_in"])
        _record("gateway.access.sign_in_set", by, row, reason)


def _new_secret(row: GatewayAccess, *, peer_key: str) -> str:
    if row.variant == Variant.NONE:
        return "不需要密钥"
    if row.variant == Variant.API_KEY:
        key = secrets.token_urlsafe(32)
        row.key_index = crypto.blind_index(key, KEY_COLUMN)
        return key
    if row.variant == Variant.SM_BODY:
        return _new_keys(row, peer_key)
    row.access_key = row.access_key or f"Y{secrets.token_hex(8)}"
    row.secret = secrets.token_hex(24)
    return f"{row.access_key} {row.secret}"


def _public_key(text: str) -> None:
    try:
        signing.public_key_of(text)
    except signing.KeyRefused as wrong:
        raise AccessNotPossible(reason="机构的 SM2 公钥不对") from wrong


def _new_keys(row: GatewayAccess, peer_key: str) -> str:
    _public_key(peer_key)
    private, public = signing.generate().texts()
    row.peer_key, row.own_key = peer_key, f"{private}:{public}"
    row.secret = secrets.token_hex(_SM4_HEX)
    return f"SM4 {row.secret} SM2 {public}"


def _record(verb: str, by: Any, row: GatewayAccess, reason: str) -> None:
    audit.record(
        verb,
        by=by,
        subject=row,
        tenant_id=row.client.tenant_id,
        data={"reason": masking.mask_text(reason)},
    )

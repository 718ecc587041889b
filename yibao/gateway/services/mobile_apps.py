"""Applications of mobile payment: opened, keys changed without a pause, switched off."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking
from yibao.webhooks.services import outward

from ..models import GatewayAccess, LeafForm, MobileApp, MobileKey, UserIdForm
from ..seal_errors import MobileAppExists, MobileAppNotPossible, MobileKeyLast, MobileKeysTwo
from ..sm import signing

SLOTS = (1, 2)
_ID_BYTES = _SECRET_BYTES = 16


@dataclass(frozen=True, slots=True)
class AppOpening:
    """How an application signs."""

    user_id: str = UserIdForm.AUTO
    leaf_values: str = LeafForm.AUTO


def check(*, by: Any, client: Any, opening: AppOpening) -> None:
    """Whether mobile payment can be opened like that.

    Raises ``gateway.mobile_app_exists``, ``gateway.mobile_app_not_possible``.
    """
    if not GatewayAccess.objects.filter(client=client).exists():
        raise MobileAppNotPossible(reason="请先给这个应用开通国家接口")
    if MobileApp.objects.filter(client=client).exists():
        raise MobileAppExists


def open_for(*, by: Any, client: Any, opening: AppOpening) -> MobileApp:
    """The application; ``add_key`` makes the keys without which nothing of it is opened.

    Raises ``gateway.mobile_app_exists``, ``gateway.mobile_app_not_possible``.
    """
    check(by=by, client=client, opening=opening)
    with transaction.atomic():
        row = MobileApp.objects.create(
            client=client,
            app_id=secrets.token_hex(_ID_BYTES).upper(),
            user_id=opening.user_id,
            leaf_values=opening.leaf_values,
            created_at=clock.now(),
        )
        _record("gateway.mobile_app.opened", by, row, {"client": client.client_id})
    return row


def add_key(*, by: Any, app: MobileApp, peer_key: str, reason: str) -> str:
    """Another set of keys; an older one stays in force until it is retired.

    ``peer_key``: the client's public SM2 key (Base64), empty where the newest one's stays. Answers
    what the client is told, this one time. Raises ``gateway.mobile_keys_two``,
    ``gateway.mobile_app_not_possible``.
    """
    with transaction.atomic():
        row = _locked(app)
        old = list(keys_of(by=by, app=row))
        slot = min(set(SLOTS) - {key.slot for key in old}, default=None)
        if slot is None:
            raise MobileKeysTwo
        told = _new_key(row, slot=slot, peer_key=peer_key or (old[0].peer_key if old else ""))
        _record("gateway.mobile_app.key_added", by, row, {"slot": slot}, reason)
    return told


def set_callback(*, by: Any, app: MobileApp, url: str, reason: str) -> None:
    """Where 6204 and 6302 go from now on; empty: nowhere. Raises ``webhooks.address_refused``."""
    if url:
        outward.check(by=by, url=url)
    with transaction.atomic():
        row = _locked(app)
        row.callback_url = url
        row.save(update_fields=["callback_url"])
        _record("gateway.mobile_app.callback_set", by, row, {"has_address": bool(url)}, reason)


def retire_oldest(*, by: Any, app: MobileApp, reason: str) -> None:
    """End the older of two sets of keys, at once. Raises ``gateway.mobile_key_last``."""
    with transaction.atomic():
        row = _locked(app)
        old = list(keys_of(by=by, app=row))
        if len(old) < len(SLOTS):
            raise MobileKeyLast
        oldest = old[-1]
        oldest.retired_at = clock.now()
        oldest.save(update_fields=["retired_at"])
        _record("gateway.mobile_app.key_retired", by, row, {"slot": oldest.slot}, reason)


def set_enabled(*, by: Any, app: MobileApp, is_enabled: bool, reason: str) -> None:
    """Switch mobile payment off or on for an application."""
    with transaction.atomic():
        row = _locked(app)
        row.is_enabled = is_enabled
        row.save(update_fields=["is_enabled"])
        verb = "gateway.mobile_app.enabled" if is_enabled else "gateway.mobile_app.disabled"
        _record(verb, by, row, {}, reason)


def keys_of(*, by: Any, app: MobileApp) -> Any:
    """The sets of keys in force, the newest first."""
    return app.keys.filter(retired_at__isnull=True).order_by("-created_at", "-pk")


def _locked(app: MobileApp) -> MobileApp:
    rows = MobileApp.objects.select_for_update(of=("self",)).select_related("client")
    return rows.get(pk=app.pk)


def _new_key(app: MobileApp, *, slot: int, peer_key: str) -> str:
    _check_key(peer_key)
    private, public = signing.generate().texts()
    secret = secrets.token_hex(_SECRET_BYTES).upper()
    MobileKey.objects.create(
        app=app,
        slot=slot,
        app_secret=secret,
        own_key=f"{private}:{public}",
        peer_key=peer_key,
        created_at=clock.now(),
    )
    return f"appId {app.app_id} appSecret {secret} 平台公钥 {public}"


def _check_key(text: str) -> None:
    try:
        signing.public_key_of(text)
    except signing.KeyRefused as wrong:
        raise MobileAppNotPossible(reason="机构的 SM2 公钥不对") from wrong


def _record(verb: str, by: Any, row: MobileApp, data: dict[str, Any], reason: str = "") -> None:
    if reason:
        data = {**data, "reason": masking.mask_text(reason)}
    audit.record(verb, by=by, subject=row, tenant_id=row.client.tenant_id, data=data)

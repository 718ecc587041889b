"""Keys of partner clients: made, shown once, two beside each other, revoked (T75)."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from oauth2_provider.models import get_access_token_model

from accounts.errors import (
    ClientKeyNetworkWrong,
    ClientKeyNotFound,
    ClientKeyScopeForeign,
    ClientKeysTwo,
)
from accounts.models import ClientKey, KeyToken, PartnerClient
from accounts.rules.client_keys import is_from, networks_of
from yibao.audit import services as audit
from yibao.kernel import clock

TEST, LIVE = "yb_test_", "yb_live_"
SLOTS = (1, 2)
_NOTE_AFTER = timedelta(minutes=1)


def make(
    *, by: Any, client: PartnerClient, name: str, scopes: list[str], networks: str
) -> tuple[ClientKey, str]:
    """A new key and its secret, which nobody sees again.

    ``networks`` holds addresses or networks, separated by spaces, commas or lines; empty: any.
    Raises ``accounts.client_key.two``, ``accounts.client_key.scope``,
    ``accounts.client_key.network``.
    """
    if not set(scopes) <= set(client.allowed_scopes):
        raise ClientKeyScopeForeign
    found = parsed_networks(by=by, text=networks)
    secret = (TEST if client.tenant.is_sandbox else LIVE) + secrets.token_hex(24)
    with transaction.atomic():
        row = PartnerClient.objects.select_for_update().get(pk=client.pk)
        taken = set(active_of(by=by, client=row).values_list("slot", flat=True))
        slot = min(set(SLOTS) - taken, default=None)
        if slot is None:
            raise ClientKeysTwo
        key = ClientKey.objects.create(
            client=row,
            name=name,
            slot=slot,
            secret_hash=_hash(secret),
            tail=secret[-4:],
            scopes=sorted(scopes),
            networks=found,
            created_by=by,
            created_at=clock.now(),
        )
        audit.record("accounts.client_key.made", by=by, subject=row, data={"key": key.ref})
    return key, secret


def parsed_networks(*, by: Any, text: str) -> list[str]:
    """Networks in their short form. Raises ``accounts.client_key.network``."""
    try:
        return networks_of(text)
    except ValueError as wrong:
        raise ClientKeyNetworkWrong from wrong


def revoke(*, by: Any, client: PartnerClient, ref: str) -> ClientKey:
    """End a key and every token that it fetched, at once; tokens of the other key live on.

    Raises ``accounts.client_key.not_found``.
    """
    with transaction.atomic():
        key = active_of(by=by, client=client).select_for_update().filter(ref=ref).first()
        if key is None:
            raise ClientKeyNotFound
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        get_access_token_model().objects.filter(
            pk__in=KeyToken.objects.filter(key=key).values("token_id")
        ).delete()
        audit.record("accounts.client_key.revoked", by=by, subject=client, data={"key": key.ref})
    return key


def active_of(*, by: Any, client: PartnerClient) -> Any:
    """The keys of a client that are in force."""
    return ClientKey.objects.filter(client=client, revoked_at__isnull=True)


def is_key(*, by: Any, secret: str) -> bool:
    """Whether this has the form of a key."""
    return secret.startswith((TEST, LIVE))


def matching(*, by: Any, client: PartnerClient, secret: str) -> ClientKey | None:
    """The key in force that has this secret."""
    return active_of(by=by, client=client).filter(secret_hash=_hash(secret)).first()


def is_allowed_from(*, by: Any, key: ClientKey, address: str) -> bool:
    """Whether the key may be used from this address."""
    return is_from(key.networks, address)


def note_use(*, by: Any, key: ClientKey, token: Any) -> None:
    """Remember which token a key fetched, and when; the time at most once a minute.

    Runs in the transaction of the token. Of a key that was revoked after it had been shown none
    stays: raises ``accounts.client_key.not_found``.
    """
    live = ClientKey.objects.select_for_update(no_key=True).filter(revoked_at__isnull=True)
    if not live.filter(pk=key.pk).exists():
        raise ClientKeyNotFound
    KeyToken.objects.create(token=token, key=key)
    moment = clock.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=moment - _NOTE_AFTER)
    ClientKey.objects.filter(stale, pk=key.pk).update(last_used_at=moment)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

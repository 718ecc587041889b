"""Clients of the partner API: switching them off and on, and new secrets."""

from typing import Any

from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import (
    get_access_token_model,
    get_grant_model,
    get_refresh_token_model,
)

from accounts.models import PartnerClient
from yibao.audit import services as audit
from yibao.kernel import clock, masking

from . import client_keys


def set_enabled(*, by: Any, client: PartnerClient, is_enabled: bool, reason: str) -> None:
    """Switch a client on or off; off ends its access tokens at once."""
    with transaction.atomic():
        row = PartnerClient.objects.select_for_update().get(pk=client.pk)
        row.is_enabled = is_enabled
        row.save(update_fields=["is_enabled"])
        if not is_enabled:
            _end_tokens_of(application=row)
        audit.record(
            "accounts.client.enabled" if is_enabled else "accounts.client.disabled",
            by=by,
            subject=row,
            data={"reason": masking.mask_text(reason)},
        )


def set_networks(*, by: Any, client: PartnerClient, text: str, reason: str) -> None:
    """From which addresses the client may call from now on; an empty text: from any.

    ``text`` is read as in ``client_keys.parsed_networks``. Tokens stay and are bound too. Raises
    ``accounts.client_key.network``.
    """
    found = client_keys.parsed_networks(by=by, text=text)
    with transaction.atomic():
        row = PartnerClient.objects.select_for_update().get(pk=client.pk)
        row.networks = found
        row.save(update_fields=["networks"])
        audit.record(
            "accounts.client.networks_set",
            by=by,
            subject=row,
            data={"networks": found, "reason": masking.mask_text(reason)},
        )


def rotate_secret(*, by: Any, client: PartnerClient, reason: str) -> str:
    """Give the client a new secret and end its tokens; the answer is the only time it is seen."""
    with transaction.atomic():
        row = PartnerClient.objects.select_for_update().get(pk=client.pk)
        secret = generate_client_secret()[:48]
        row.client_secret = secret  # the field stores a hash
        row.save(update_fields=["client_secret"])
        _end_tokens_of(application=row)
        audit.record(
            "accounts.client.secret_rotated",
            by=by,
            subject=row,
            data={"reason": masking.mask_text(reason)},
        )
    return secret


def end_user_tokens(*, by: Any, client: PartnerClient, user: Any) -> None:
    """End everything that a channel app may do for one person, at once."""
    with transaction.atomic():
        ended = _end_tokens_of(application=client, user=user)
        audit.record(
            "accounts.client.user_tokens_ended",
            by=by,
            subject=client,
            data={"user": str(user.pk), "tokens": ended},
        )


def end_all_user_tokens(*, by: Any, user: Any) -> None:
    """The same for every app, also one that was allowed and has opened nothing yet (P38)."""
    with transaction.atomic():
        ended = _end_tokens_of(user=user)
        audit.record(
            "accounts.user.app_tokens_ended",
            by=by,
            subject=user,
            tenant_id=user.tenant_id,
            data={"tokens": ended},
        )


def _end_tokens_of(**mine: Any) -> int:
    """Refresh tokens come first: a renewal that runs now holds its row, and the access token that
    it leaves behind is deleted with the others."""
    get_grant_model().objects.filter(**mine).delete()
    live = get_refresh_token_model().objects.filter(**mine, revoked__isnull=True)
    live.update(revoked=clock.now())
    ended, _ = get_access_token_model().objects.filter(**mine).delete()
    return ended

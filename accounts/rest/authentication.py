"""Bearer tokens of partner clients (T75): one query, hashed tokens only."""

import hashlib
from dataclasses import dataclass
from typing import Any

from oauth2_provider.models import get_access_token_model
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.errors import ClientAddressForeign
from accounts.models import Institution, PartnerClient, User
from accounts.selectors import client_keys
from yibao.kernel import clock, faults

AccessToken = get_access_token_model()
_LONGEST = 512


@dataclass(frozen=True, slots=True)
class ClientPrincipal:
    """Who calls: a client with its institution, tenant and the scopes of its token.

    ``pk`` is the client's, so that idempotency keys and limits belong to the client, not to one
    token of it. Services take ``client`` as their ``by``. ``holder`` is the person that a channel
    app acts for; limits are then counted for the two together.
    """

    client: PartnerClient
    scopes: frozenset[str]
    holder: User | None = None
    is_authenticated: bool = True
    is_staff: bool = False

    @property
    def pk(self) -> Any:
        """The client's key; with the person's where it acts for one."""
        if self.holder is None:
            return self.client.pk
        return f"{self.client.pk}:{self.holder.pk}"

    @property
    def institution(self) -> Institution | None:
        """The institution that the client acts for; None for a channel app."""
        return self.client.institution

    @property
    def tenant(self) -> Any:
        """The world in which the client lives."""
        return self.client.tenant


class PartnerTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; everything else is no authentication at all."""

    def authenticate(self, request: Request) -> tuple[ClientPrincipal, Any] | None:
        """The principal of a valid token; None without a token; 401 for a bad one.

        403 from an address that is not on the list of the client or of its key.
        """
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2 or len(words[1]) > _LONGEST:
            raise AuthenticationFailed
        token = self._find(words[1])
        if token is None or token.expires <= clock.now() or not token.application.is_enabled:
            raise AuthenticationFailed
        if not client_keys.may_bring(token, request.META.get("REMOTE_ADDR", "")):
            raise ClientAddressForeign
        holder = self._holder(token)
        faults.admit(token.application.tenant, commits="HTTP_IDEMPOTENCY_KEY" in request.META)
        return ClientPrincipal(token.application, frozenset(token.scope.split()), holder), token

    def authenticate_header(self, request: Request) -> str:
        """Makes the framework answer 401 and not 403."""
        return 'Bearer realm="yibao"'

    def _holder(self, token: Any) -> User | None:
        """The person of a channel app's token, by one more query; other tokens have none."""
        if token.user_id is None:
            return None
        holder = User.objects.select_related("tenant", "person__tenant").get(pk=token.user_id)
        if not holder.is_active or holder.tenant_id != token.application.tenant_id:
            raise AuthenticationFailed
        return holder

    def _find(self, raw: bytes) -> Any:
        return (
            AccessToken.objects.select_related("application__institution", "application__tenant")
            .annotate(key_networks=client_keys.networks_of_token())
            .filter(
                token_checksum=hashlib.sha256(raw).hexdigest(),
                application__isnull=False,
            )
            .first()
        )

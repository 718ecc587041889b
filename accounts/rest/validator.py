"""Token requests: the client's own secret, or any of its keys in force (T75)."""

import base64
import binascii
from typing import Any
from urllib.parse import unquote_plus

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2 import InvalidClientError
from oauthlib.oauth2.rfc6749.utils import scope_to_list

from accounts.errors import ClientKeyNotFound
from accounts.selectors.client_keys import may_call_from
from accounts.services import client_keys

from .scopes import ClientScopes


class ClientValidator(OAuth2Validator):
    """Notes which key was shown: it narrows the scopes, and revoking it ends the token."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """By key where one is shown; else as the provider does it.

        Raises ``InvalidClientError`` for a right secret from an address that is not on the list of
        its key or of the client.
        """
        request.client_key = None
        client_id, secret = self._shown(request)
        if not client_keys.is_key(by=None, secret=secret):
            is_known = super().authenticate_client(request, *args, **kwargs)
            return is_known and self._is_from_listed(request, None)
        if not client_id or self._load_application(client_id, request) is None:
            return False
        key = client_keys.matching(by=request.client, client=request.client, secret=secret)
        if key is None:
            return False
        request.client_key = key
        return self._is_from_listed(request, key)

    def get_original_scopes(
        self, refresh_token: str, request: Any, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Of what was agreed to only what the client still has and its key lets through."""
        return _still_open(request, super().get_original_scopes(refresh_token, request))

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """As the provider; the token gets no more than the key lets through."""
        is_valid = super().validate_code(client_id, code, client, request, *args, **kwargs)
        if is_valid:
            request.scopes = _still_open(request, request.scopes)
        return is_valid

    def _create_access_token(self, expires: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        """As the provider, and which key it was; none for a key that was revoked meanwhile."""
        token = super()._create_access_token(expires, request, *args, **kwargs)
        key = getattr(request, "client_key", None)
        if key is not None:
            try:
                client_keys.note_use(by=request.client, key=key, token=token)
            except ClientKeyNotFound as revoked:
                raise InvalidClientError(request=request) from revoked
        return token

    def _is_from_listed(self, request: Any, key: Any) -> bool:
        address, client = str(request.headers.get("REMOTE_ADDR", "")), request.client
        listed = may_call_from(client, address)
        if listed and key is not None:
            listed = client_keys.is_allowed_from(by=client, key=key, address=address)
        if not listed:
            raise InvalidClientError(
                description=f"Address {address} is not in the list of this key.", request=request
            )
        return True

    def _shown(self, request: Any) -> tuple[str, str]:
        """Client id and secret as they were sent, in the header or in the body."""
        basic = self._extract_basic_auth(request)
        if not basic:
            named = getattr(request, "client_id", "") or ""
            return named, getattr(request, "client_secret", "") or ""
        try:
            name, _, secret = base64.b64decode(basic).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return "", ""
        return unquote_plus(name), unquote_plus(secret)


def _still_open(request: Any, agreed: Any) -> list[str]:
    open_now = ClientScopes().get_available_scopes(application=request.client, request=request)
    return [scope for scope in scope_to_list(agreed) or [] if scope in open_now]

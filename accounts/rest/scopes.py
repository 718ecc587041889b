"""Scopes: a client may ask for its own and no others (T75)."""

from typing import Any

from django.conf import settings
from oauth2_provider.scopes import BaseScopes

SANDBOX_SCOPE = "sandbox"
# Scopes of a person, given by that person's consent only.
PERSONAL = "me."
FOR_ITSELF = "client_credentials"


class ClientScopes(BaseScopes):
    """Scopes by client; the sandbox's own scope exists for clients of a sandbox only."""

    def get_all_scopes(self) -> dict[str, str]:
        """Every scope with its words."""
        return dict(settings.OAUTH2_PROVIDER["SCOPES"])

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """What this client may ask for; nothing where there is no client."""
        if application is None:
            return []
        known = self.get_all_scopes()
        scopes = [scope for scope in application.allowed_scopes if scope in known]
        if SANDBOX_SCOPE in scopes and not application.tenant.is_sandbox:
            scopes.remove(SANDBOX_SCOPE)
        key = getattr(request, "client_key", None)
        if key is not None and key.scopes:
            scopes = [scope for scope in scopes if scope in key.scopes]
        return _fitting(scopes, request)

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """What a client gets that asks for nothing in particular: all that it has."""
        return self.get_available_scopes(application, request)


def _fitting(scopes: list[str], request: Any) -> list[str]:
    """A token of the client itself carries nothing personal, a person's token nothing else."""
    if request is None:
        return scopes
    for_itself = getattr(request, "grant_type", None) == FOR_ITSELF
    return [scope for scope in scopes if scope.startswith(PERSONAL) is not for_itself]

"""Keys of partner clients for pages; secrets are not among them."""

from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from accounts.models import ClientKey, KeyToken, PartnerClient
from accounts.rules.client_keys import is_from


def with_keys(clients: QuerySet[PartnerClient]) -> QuerySet[PartnerClient]:
    """Clients with their keys in force as ``keys_in_force``, newest first."""
    live = ClientKey.objects.filter(revoked_at__isnull=True).order_by("-created_at")
    return clients.prefetch_related(Prefetch("keys", queryset=live, to_attr="keys_in_force"))


def one_of(clients: QuerySet[PartnerClient], ref: str) -> ClientKey | None:
    """A key in force of one of these clients."""
    rows = ClientKey.objects.select_related("client__tenant")
    return rows.filter(ref=ref, revoked_at__isnull=True, client__in=clients).first()


def may_call_from(client: PartnerClient, address: str) -> bool:
    """Whether the client's own list has the address (REST, gateway, token requests)."""
    return is_from(client.networks, address)


def may_bring(token: Any, address: str) -> bool:
    """Whether a token may come from the address: by its client's list, and by its key's.

    ``token`` has its ``application``, and ``key_networks`` by ``networks_of_token``.
    """
    listed = is_from(token.key_networks or [], address)
    return listed and may_call_from(token.application, address)


def networks_of_token() -> Subquery:
    """Of an access token in a query: the list of the key that fetched it; NULL without a key."""
    return Subquery(KeyToken.objects.filter(token=OuterRef("pk")).values("key__networks")[:1])

"""Keys of partner clients for pages; secrets are not among them."""

from django.db.models import Prefetch, QuerySet

from accounts.models import ClientKey, PartnerClient


def with_keys(clients: QuerySet[PartnerClient]) -> QuerySet[PartnerClient]:
    """Clients with their keys in force as ``keys_in_force``, newest first."""
    live = ClientKey.objects.filter(revoked_at__isnull=True).order_by("-created_at")
    return clients.prefetch_related(Prefetch("keys", queryset=live, to_attr="keys_in_force"))


def one_of(clients: QuerySet[PartnerClient], ref: str) -> ClientKey | None:
    """A key in force of one of these clients."""
    rows = ClientKey.objects.select_related("client__tenant")
    return rows.filter(ref=ref, revoked_at__isnull=True, client__in=clients).first()

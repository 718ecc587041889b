"""Reading a client's addresses and what was sent to them."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from .errors import DeliveryNotFound, EndpointNotFound
from .models import Delivery, Endpoint, Event
from .states import DeliveryState, EndpointState


def endpoints_of(client: Any) -> QuerySet[Endpoint]:
    """The addresses of a client, removed ones left out."""
    return Endpoint.objects.filter(client=client).exclude(state=EndpointState.REMOVED)


def endpoint_of(client: Any, ref: str) -> Endpoint:
    """One address. Raises ``EndpointNotFound`` also for another client's."""
    row = endpoints_of(client).filter(ref=ref).first()
    if row is None:
        raise EndpointNotFound
    return row


def deliveries_of(client: Any) -> QuerySet[Delivery]:
    """Messages to a client's addresses with their facts."""
    rows = Delivery.objects.select_related("event", "endpoint")
    return rows.filter(endpoint__client=client)


def delivery_of(client: Any, ref: str) -> Delivery:
    """One message with its tries. Raises ``DeliveryNotFound``."""
    row = deliveries_of(client).prefetch_related("attempts").filter(ref=ref).first()
    if row is None:
        raise DeliveryNotFound
    return row


def endpoints_among(clients: Any) -> QuerySet[Endpoint]:
    """The addresses of several clients, removed ones left out, oldest first."""
    rows = Endpoint.objects.select_related("client").filter(client__in=clients)
    return rows.exclude(state=EndpointState.REMOVED)


def endpoint_among(clients: Any, ref: str) -> Endpoint:
    """One of them. Raises ``EndpointNotFound``."""
    row = endpoints_among(clients).filter(ref=ref).first()
    if row is None:
        raise EndpointNotFound
    return row


def events_among(clients: Any) -> QuerySet[Event]:
    """Facts about the institutions of several clients, newest first, with how many were told."""
    places = [one.institution_id for one in clients if one.institution_id]
    rows = Event.objects.filter(institution_id__in=places).select_related("institution")
    return rows.annotate(told=Count("deliveries")).order_by("-created_at", "-id")


def oldest_due(moment: datetime) -> datetime | None:
    """Since when the oldest message waits that could be sent; None if nothing is late."""
    rows = Delivery.objects.filter(
        state=DeliveryState.PENDING,
        due_at__lte=moment,
        endpoint__state=EndpointState.ACTIVE,
        endpoint__client__is_enabled=True,
    )
    return rows.aggregate(oldest=Min("due_at"))["oldest"]


def deliveries_to(endpoint: Endpoint) -> QuerySet[Delivery]:
    """Messages to one address, the newest first."""
    rows = Delivery.objects.filter(endpoint=endpoint).select_related("event")
    return rows.order_by("-created_at", "-id")


def delivery_to(endpoint: Endpoint, ref: str) -> Delivery:
    """One of them with its tries. Raises ``DeliveryNotFound``."""
    row = deliveries_to(endpoint).prefetch_related("attempts").filter(ref=ref).first()
    if row is None:
        raise DeliveryNotFound
    return row

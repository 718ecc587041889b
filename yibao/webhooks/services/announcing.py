"""From a fact to the messages that are owed for it."""

from typing import Any

from django.db import transaction

from yibao.kernel import clock

from ..data import Announcement
from ..models import Delivery, Endpoint, Event
from ..states import EndpointState
from . import bell


def announce(*, by: Any, fact: Announcement) -> int:
    """Owe a message to every address that wants this type; repeated it is owed once (T81).

    Addresses on pause get theirs later. Returns how many are owed for the fact.
    """
    wanted = list(
        Endpoint.objects.filter(
            client__institution_id=fact.institution_id,
            client__is_enabled=True,
            types__contains=[fact.type],
            state__in=[EndpointState.ACTIVE, EndpointState.PAUSED],
        ).order_by("created_at")
    )
    if not wanted:
        return 0
    moment = clock.now()
    with transaction.atomic():
        event, _ = Event.objects.get_or_create(
            key=fact.key,
            defaults={
                "type": fact.type,
                "institution_id": fact.institution_id,
                "body": fact.body(),
                "created_at": moment,
            },
        )
        Delivery.objects.bulk_create(
            [
                Delivery(
                    event=event, endpoint=one, due_at=moment, created_at=moment, fault=fact.fault
                )
                for one in wanted
            ],
            ignore_conflicts=True,
        )
        transaction.on_commit(bell.ring, robust=True)
    return len(wanted)

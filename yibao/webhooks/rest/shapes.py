"""Shapes of answers for the OpenAPI document, and the answers themselves."""

from typing import Any

from rest_framework import serializers as s

from yibao.kernel.clock import local

from ..models import Delivery, Endpoint
from ..states import DeliveryState, EndpointState


class EndpointShape(s.Serializer):
    """通知地址。"""

    endpoint_id = s.CharField()
    url = s.CharField()
    types = s.ListField(child=s.CharField())
    note = s.CharField()
    status = s.ChoiceField(choices=EndpointState.choices)
    created_at = s.DateTimeField()
    delivered_at = s.DateTimeField(allow_null=True)
    failing_since = s.DateTimeField(allow_null=True)
    former_secret_until = s.DateTimeField(allow_null=True)


class NewEndpointShape(EndpointShape):
    """通知地址和密钥。"""

    secret = s.CharField()


class AttemptShape(s.Serializer):
    """一次尝试。"""

    number = s.IntegerField()
    at = s.DateTimeField()
    ms = s.IntegerField()
    http_status = s.IntegerField(allow_null=True)
    failure = s.CharField()
    answer = s.CharField()


class DeliveryShape(s.Serializer):
    """投递。"""

    delivery_id = s.CharField()
    webhook_id = s.CharField()
    endpoint_id = s.CharField()
    type = s.CharField()
    status = s.ChoiceField(choices=DeliveryState.choices)
    tries = s.IntegerField()
    created_at = s.DateTimeField()
    next_try_at = s.DateTimeField(allow_null=True)
    ended_at = s.DateTimeField(allow_null=True)


class DeliveryDetailShape(DeliveryShape):
    """投递和每次尝试。"""

    body = s.DictField()
    attempts = AttemptShape(many=True)


class AskedAgainShape(s.Serializer):
    """重新投递的条数。"""

    deliveries = s.IntegerField()


def endpoint(row: Endpoint) -> dict[str, Any]:
    """An address without its secrets."""
    return {
        "endpoint_id": row.ref,
        "url": row.url,
        "types": list(row.types),
        "note": row.note,
        "status": row.state,
        "created_at": _moment(row.created_at),
        "delivered_at": _moment(row.delivered_at),
        "failing_since": _moment(row.failing_since),
        "former_secret_until": _moment(row.former_until),
    }


def delivery(row: Delivery) -> dict[str, Any]:
    """A message and how far it is."""
    waits = row.state == DeliveryState.PENDING
    return {
        "delivery_id": row.ref,
        "webhook_id": row.event.ref,
        "endpoint_id": row.endpoint.ref,
        "type": row.event.type,
        "status": row.state,
        "tries": row.tries,
        "created_at": _moment(row.created_at),
        "next_try_at": _moment(row.due_at) if waits else None,
        "ended_at": _moment(row.ended_at),
    }


def delivery_detail(row: Delivery) -> dict[str, Any]:
    """The same with what is sent and every try."""
    return {
        **delivery(row),
        "body": row.event.body,
        "attempts": [
            {
                "number": one.number,
                "at": _moment(one.at),
                "ms": one.ms,
                "http_status": one.status,
                "failure": one.failure,
                "answer": one.answer,
            }
            for one in row.attempts.all()
        ],
    }


def _moment(at: Any) -> str | None:
    return None if at is None else local(at).isoformat(timespec="seconds")

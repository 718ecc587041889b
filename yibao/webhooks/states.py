"""States of addresses and of messages to them."""

from django.db import models

from yibao.kernel.transitions import START, Table


class EndpointState(models.TextChoices):
    """Whether an address gets messages."""

    ACTIVE = "ACTIVE", "正常"
    PAUSED = "PAUSED", "暂停"
    GONE = "GONE", "对方已停用"
    REMOVED = "REMOVED", "已删除"


class DeliveryState(models.TextChoices):
    """What became of one message to one address."""

    PENDING = "PENDING", "待送"
    DELIVERED = "DELIVERED", "已送到"
    EXHAUSTED = "EXHAUSTED", "多次没送到"
    STOPPED = "STOPPED", "已停送"


ENDPOINT_MOVES = Table(
    case_type="webhooks.endpoint",
    moves={
        START: {"ACTIVE": "webhooks.endpoint.added"},
        "ACTIVE": {
            "PAUSED": "webhooks.endpoint.paused",
            "GONE": "webhooks.endpoint.gone",
            "REMOVED": "webhooks.endpoint.removed",
        },
        "PAUSED": {
            "ACTIVE": "webhooks.endpoint.resumed",
            "REMOVED": "webhooks.endpoint.removed",
        },
        "GONE": {
            "ACTIVE": "webhooks.endpoint.resumed",
            "REMOVED": "webhooks.endpoint.removed",
        },
    },
    owners={
        "ACTIVE": "institution",
        "PAUSED": "institution",
        "GONE": "institution",
        "REMOVED": "nobody",
    },
    notices={
        "webhooks.endpoint.added": None,
        "webhooks.endpoint.paused": None,
        "webhooks.endpoint.resumed": None,
        "webhooks.endpoint.gone": None,
        "webhooks.endpoint.removed": None,
    },
)

DELIVERY_MOVES = Table(
    case_type="webhooks.delivery",
    moves={
        START: {"PENDING": "webhooks.delivery.owed"},
        "PENDING": {
            "DELIVERED": "webhooks.delivery.delivered",
            "EXHAUSTED": "webhooks.delivery.exhausted",
            "STOPPED": "webhooks.delivery.stopped",
        },
        "DELIVERED": {"PENDING": "webhooks.delivery.asked_again"},
        "EXHAUSTED": {"PENDING": "webhooks.delivery.asked_again"},
        "STOPPED": {"PENDING": "webhooks.delivery.asked_again"},
    },
    owners={
        "PENDING": "system",
        "DELIVERED": "nobody",
        "EXHAUSTED": "institution",
        "STOPPED": "institution",
    },
    notices={
        "webhooks.delivery.owed": None,
        "webhooks.delivery.delivered": None,
        "webhooks.delivery.exhausted": None,
        "webhooks.delivery.stopped": None,
        "webhooks.delivery.asked_again": None,
    },
)

"""Moves of addresses and messages (I12); tries are written once."""

from django.db import migrations

from yibao.kernel import guards

MOVES = {
    ("webhooks_endpoint", "webhooks.endpoint"): [
        ("ACTIVE", "PAUSED"),
        ("ACTIVE", "GONE"),
        ("ACTIVE", "REMOVED"),
        ("PAUSED", "ACTIVE"),
        ("PAUSED", "REMOVED"),
        ("GONE", "ACTIVE"),
        ("GONE", "REMOVED"),
    ],
    ("webhooks_delivery", "webhooks.delivery"): [
        ("PENDING", "DELIVERED"),
        ("PENDING", "EXHAUSTED"),
        ("PENDING", "STOPPED"),
        ("DELIVERED", "PENDING"),
        ("EXHAUSTED", "PENDING"),
        ("STOPPED", "PENDING"),
    ],
}


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_initial"),
        ("kernel", "0003_working_days"),
    ]

    operations = [migrations.RunSQL(*guards.moves(*name, pairs)) for name, pairs in MOVES.items()]

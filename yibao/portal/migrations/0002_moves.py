"""Moves of vendors (I12)."""

from django.db import migrations

from yibao.kernel import guards

PAIRS = [
    ("TRYING", "LIVE_ASKED"),
    ("TRYING", "SUSPENDED"),
    ("LIVE_ASKED", "LIVE"),
    ("LIVE_ASKED", "TRYING"),
    ("LIVE_ASKED", "SUSPENDED"),
    ("LIVE", "SUSPENDED"),
    ("SUSPENDED", "TRYING"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("kernel", "0003_working_days"),
    ]

    operations = [migrations.RunSQL(*guards.moves("portal_vendor", "portal.vendor", PAIRS))]

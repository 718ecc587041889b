"""Moves of runs (I12)."""

from django.db import migrations

from yibao.kernel import guards

MOVES = [("RUNNING", "REPORTED"), ("RUNNING", "DROPPED")]


class Migration(migrations.Migration):
    dependencies = [
        ("conformance", "0001_initial"),
        ("kernel", "0003_working_days"),
    ]

    operations = [
        migrations.RunSQL(*guards.moves("conformance_conformancerun", "conformance.run", MOVES))
    ]

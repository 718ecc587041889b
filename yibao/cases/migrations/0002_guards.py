"""Cases move along their table; their events never change."""

from django.db import migrations

from yibao.kernel import guards

PAIRS = [
    ("OPEN", "IN_REVIEW"),
    ("OPEN", "WITHDRAWN"),
    ("IN_REVIEW", "OPEN"),
    ("IN_REVIEW", "APPROVED"),
    ("IN_REVIEW", "REJECTED"),
    ("IN_REVIEW", "WITHDRAWN"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("kernel", "0002_guards_and_live_tenant")]

    operations = [
        migrations.RunSQL(*guards.moves("cases_case", "cases.case", PAIRS)),
        migrations.RunSQL(*guards.append_only("cases_caseevent")),
    ]

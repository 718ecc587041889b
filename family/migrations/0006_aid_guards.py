"""Grants move along their table and terms never change; see the SQL beside it."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent

GRANT = [
    ("REVIEW", "ACTIVE"),
    ("REVIEW", "REFUSED"),
    ("REVIEW", "ENDED"),
    ("ACTIVE", "ENDED"),
]


class Migration(migrations.Migration):
    dependencies = [("family", "0005_mutual_aid"), ("kernel", "0002_guards_and_live_tenant")]

    operations = [
        migrations.RunSQL(*guards.moves("family_grant", "family.grant", GRANT)),
        migrations.RunSQL(*guards.append_only("family_grantterms")),
        migrations.RunSQL(
            (HERE / "0006_aid_guards.sql").read_text("utf-8"),
            (HERE / "0006_aid_guards_back.sql").read_text("utf-8"),
        ),
    ]

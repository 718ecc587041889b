"""What the database itself holds of bills taken without a network; see the SQL."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("settlement", "0017_offline_bills")]

    operations = [
        migrations.RunSQL(
            *guards.moves(
                "settlement_offlinebill",
                "settlement.offline",
                [
                    ("RECEIVED", "SETTLED"),
                    ("RECEIVED", "ADJUSTED"),
                    ("RECEIVED", "CASE"),
                    ("RECEIVED", "REFUSED"),
                    ("CASE", "RECEIVED"),
                    ("CASE", "REFUSED"),
                ],
            )
        ),
        migrations.RunSQL(
            (HERE / "0018_offline_guards.sql").read_text("utf-8"),
            (HERE / "0018_offline_guards_back.sql").read_text("utf-8"),
        ),
    ]

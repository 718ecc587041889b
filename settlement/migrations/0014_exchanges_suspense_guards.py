"""What the database itself holds of closed accounts, payouts and exchanges; see the SQL."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("settlement", "0013_exchanges_suspense")]

    operations = [
        migrations.RunSQL(
            *guards.moves(
                "settlement_suspensepayout",
                "settlement.payout",
                [("PROPOSED", "PAID"), ("PROPOSED", "CANCELLED")],
            )
        ),
        migrations.RunSQL(*guards.append_only("settlement_exchange")),
        migrations.RunSQL(
            (HERE / "0014_exchanges_suspense_guards.sql").read_text("utf-8"),
            (HERE / "0014_exchanges_suspense_guards_back.sql").read_text("utf-8"),
        ),
    ]

"""What the database itself holds of wallets and transfers (P99, P102); see the SQL."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent
ENDS = ("ACCEPTED", "REFUSED", "RETURNED", "TAKEN_BACK")


class Migration(migrations.Migration):
    dependencies = [("settlement", "0015_wallets")]

    operations = [
        migrations.RunSQL(
            *guards.moves(
                "settlement_wallettransfer",
                "settlement.wallet_transfer",
                [("OFFERED", end) for end in ENDS],
            )
        ),
        migrations.RunSQL(
            (HERE / "0016_wallet_guards.sql").read_text("utf-8"),
            (HERE / "0016_wallet_guards_back.sql").read_text("utf-8"),
        ),
    ]

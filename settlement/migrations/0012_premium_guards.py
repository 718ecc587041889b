"""Moves of premiums, and what the database itself holds of them; see the SQL beside it."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent

MOVES = {
    ("settlement_premium", "settlement.premium"): [
        ("PENDING", "PAID"),
        ("PENDING", "FAILED"),
        ("FAILED", "REFUNDED"),
    ],
}


class Migration(migrations.Migration):
    dependencies = [("settlement", "0011_premiums")]

    operations = [
        *[migrations.RunSQL(*guards.moves(*name, pairs)) for name, pairs in MOVES.items()],
        migrations.RunSQL(*guards.append_only("settlement_premiumpart")),
        migrations.RunSQL(
            (HERE / "0012_premium_guards.sql").read_text("utf-8"),
            (HERE / "0012_premium_guards_back.sql").read_text("utf-8"),
        ),
    ]

"""Guards of bank cards and payments by card, by the database itself; see the SQL beside it."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent

MOVES = {
    ("settlement_bankcard", "settlement.card"): [
        ("ACTIVE", "NEEDS_CHECK"),
        ("ACTIVE", "REMOVED"),
        ("NEEDS_CHECK", "ACTIVE"),
        ("NEEDS_CHECK", "REMOVED"),
    ],
    ("settlement_cardbinding", "settlement.binding"): [
        ("ASKED", "SENT"),
        ("ASKED", "REFUSED"),
        ("ASKED", "AWAY"),
        ("SENT", "BOUND"),
        ("SENT", "REFUSED"),
        ("SENT", "SPENT"),
    ],
    ("settlement_cardcharge", "settlement.charge"): [
        ("AWAITING", "PENDING"),
        ("AWAITING", "CLOSED"),
        ("PENDING", "IN_DOUBT"),
        ("PENDING", "DONE"),
        ("PENDING", "REFUSED"),
        ("PENDING", "CLOSED"),
        ("IN_DOUBT", "DONE"),
        ("IN_DOUBT", "REFUSED"),
        ("IN_DOUBT", "CLOSED"),
        ("DONE", "SETTLED"),
        ("DONE", "RETURNED"),
    ],
    ("settlement_cardrefund", "settlement.card_refund"): [
        ("PENDING", "IN_DOUBT"),
        ("PENDING", "DONE"),
        ("PENDING", "MANUAL"),
        ("IN_DOUBT", "PENDING"),
        ("IN_DOUBT", "DONE"),
        ("IN_DOUBT", "MANUAL"),
        ("MANUAL", "PAID_OUT"),
    ],
}


class Migration(migrations.Migration):
    dependencies = [("settlement", "0005_bank_cards")]

    operations = [
        *[migrations.RunSQL(*guards.moves(*name, pairs)) for name, pairs in MOVES.items()],
        migrations.RunSQL(
            (HERE / "0006_card_guards.sql").read_text("utf-8"),
            (HERE / "0006_card_guards_back.sql").read_text("utf-8"),
        ),
    ]

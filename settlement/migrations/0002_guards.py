"""The invariants of money in the database itself (I1–I6, I8, I10–I12); see the SQL beside it."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent

MOVES = {
    ("settlement_visit", "settlement.visit"): [
        ("REGISTERED", "FEES"),
        ("REGISTERED", "CANCELLED"),
        ("FEES", "REGISTERED"),
        ("FEES", "QUOTED"),
        ("FEES", "CANCELLED"),
        ("QUOTED", "FEES"),
        ("QUOTED", "REGISTERED"),
        ("QUOTED", "SETTLED"),
        ("QUOTED", "CANCELLED"),
        ("SETTLED", "PARTLY_REFUNDED"),
        ("SETTLED", "REFUNDED"),
        ("SETTLED", "FEES"),
        ("PARTLY_REFUNDED", "REFUNDED"),
    ],
    ("settlement_settlementattempt", "settlement.attempt"): [
        ("PENDING", "SETTLED"),
        ("PENDING", "FAILED"),
        ("PENDING", "REVERSED"),
        ("FAILED", "PENDING"),
        ("FAILED", "REVERSED"),
        ("SETTLED", "REVERSED"),
    ],
    ("settlement_settlement", "settlement.settlement"): [
        ("SETTLED", "PARTLY_REFUNDED"),
        ("SETTLED", "REFUNDED"),
        ("SETTLED", "REVERSED"),
        ("PARTLY_REFUNDED", "REFUNDED"),
    ],
    ("settlement_policypack", "settlement.pack"): [
        ("DRAFT", "ACTIVE"),
        ("DRAFT", "RETIRED"),
        ("ACTIVE", "RETIRED"),
    ],
}

APPEND_ONLY = [
    "settlement_ledgerentry",
    "settlement_posting",
    "settlement_refund",
    "settlement_refundline",
    "settlement_refundpart",
]


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial"), ("kernel", "0002_guards_and_live_tenant")]

    operations = [
        *[migrations.RunSQL(*guards.moves(*name, pairs)) for name, pairs in MOVES.items()],
        *[migrations.RunSQL(*guards.append_only(table)) for table in APPEND_ONLY],
        migrations.RunSQL(
            (HERE / "0002_guards.sql").read_text("utf-8"),
            (HERE / "0002_guards_back.sql").read_text("utf-8"),
        ),
    ]

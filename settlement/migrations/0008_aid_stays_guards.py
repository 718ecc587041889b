"""Moves of the new rows, and what the database itself holds of aid and stays; see the SQL."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent

MOVES = {
    ("settlement_visitpayer", "settlement.payer"): [
        ("NEEDED", "WAITING"),
        ("WAITING", "ACCEPTED"),
        ("WAITING", "REFUSED"),
        ("WAITING", "EXPIRED"),
        ("ACCEPTED", "WAITING"),
        ("EXPIRED", "WAITING"),
    ],
    ("settlement_stay", "settlement.stay"): [
        ("ADMITTED", "DISCHARGED"),
        ("ADMITTED", "CANCELLED"),
        ("DISCHARGED", "ADMITTED"),
        ("DISCHARGED", "SETTLED"),
        ("SETTLED", "DISCHARGED"),
    ],
    ("settlement_reconciliation", "settlement.reconciliation"): [
        ("MISMATCH", "LOADING"),
        ("LOADING", "COMPARING"),
        ("LOADING", "MISMATCH"),
        ("COMPARING", "FINISHED"),
        ("COMPARING", "MISMATCH"),
        ("FINISHED", "LOADING"),
    ],
    ("settlement_difference", "settlement.difference"): [
        ("OPEN", "ASKED"),
        ("OPEN", "RESOLVED"),
        ("ASKED", "RESOLVED"),
    ],
    ("settlement_clearing", "settlement.clearing"): [
        ("APPLIED", "AUDITED"),
        ("APPLIED", "CANCELLED"),
        ("AUDITED", "PAID"),
        ("AUDITED", "APPLIED"),
    ],
    ("settlement_dispute", "settlement.dispute"): [
        ("OPEN", "UPHELD"),
        ("OPEN", "CORRECTED"),
        ("OPEN", "WITHDRAWN"),
    ],
    ("settlement_remotefiling", "settlement.filing"): [
        ("IN_REVIEW", "APPROVED"),
        ("IN_REVIEW", "REJECTED"),
        ("IN_REVIEW", "CANCELLED"),
        ("APPROVED", "CANCELLED"),
    ],
}


class Migration(migrations.Migration):
    dependencies = [("settlement", "0007_aid_stays_matching")]

    operations = [
        *[migrations.RunSQL(*guards.moves(*name, pairs)) for name, pairs in MOVES.items()],
        migrations.RunSQL(
            (HERE / "0008_aid_stays_guards.sql").read_text("utf-8"),
            (HERE / "0008_aid_stays_guards_back.sql").read_text("utf-8"),
        ),
    ]

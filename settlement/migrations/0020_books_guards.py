"""What the database itself holds of proofs and of account money brought in; see the SQL."""

from pathlib import Path

from django.db import migrations

from yibao.kernel import guards

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("settlement", "0019_books_proofs_allotments")]

    operations = [
        migrations.RunSQL(
            *guards.moves(
                "settlement_proofrun",
                "settlement.proof",
                [
                    ("WAITING", "RUNNING"),
                    ("RUNNING", "CLEAN"),
                    ("RUNNING", "BROKEN"),
                    ("BROKEN", "CLOSED"),
                ],
            )
        ),
        migrations.RunSQL(
            *guards.moves(
                "settlement_allotmentfile",
                "settlement.allotment",
                [
                    ("RECEIVED", "CHECKED"),
                    ("CHECKED", "APPROVED"),
                    ("CHECKED", "REJECTED"),
                    ("APPROVED", "APPLIED"),
                ],
            )
        ),
        migrations.RunSQL(
            (HERE / "0020_books_guards.sql").read_text("utf-8"),
            (HERE / "0020_books_guards_back.sql").read_text("utf-8"),
        ),
    ]

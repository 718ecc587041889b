"""Bills, sources and books agree, by the database itself (I5, I6, I10–I12); see the SQL."""

from pathlib import Path

from django.db import migrations, models

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("settlement", "0003_part_relation")]

    operations = [
        migrations.RemoveConstraint(
            model_name="refundline",
            name="settlement_refundline_is_positive",
        ),
        migrations.AddConstraint(
            model_name="catalogueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reference_price__isnull", True),
                    models.Q(("reference_price__gte", 0), ("reference_price__lt", 10000000000)),
                    _connector="OR",
                ),
                name="settlement_catalogueitem_reference_is_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeline",
            constraint=models.CheckConstraint(
                condition=models.Q(("selfpay_prop__gte", 0), ("selfpay_prop__lte", 1)),
                name="settlement_feeline_share_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pric_uplmt_amt__isnull", True),
                    models.Q(("pric_uplmt_amt__gte", 0), ("pric_uplmt_amt__lt", 10000000000)),
                    _connector="OR",
                ),
                name="settlement_feeline_limit_is_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.CheckConstraint(
                condition=models.Q(("cnt__gt", 0), ("cnt__lt", 1000000000000)),
                name="settlement_refundline_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("pool_prop_selfpay__gte", 0), ("pool_prop_selfpay__lte", 1)),
                name="settlement_settlement_pool_share_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("selfpay_prop__gte", 0), ("selfpay_prop__lte", 1)),
                name="settlement_settlementline_share_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pric_uplmt_amt__isnull", True),
                    models.Q(("pric_uplmt_amt__gte", 0), ("pric_uplmt_amt__lt", 10000000000)),
                    _connector="OR",
                ),
                name="settlement_settlementline_limit_is_a_number",
            ),
        ),
        migrations.RunSQL(
            (HERE / "0004_books_agree.sql").read_text("utf-8"),
            (HERE / "0004_books_agree_back.sql").read_text("utf-8"),
        ),
    ]

"""A month is cleared once and paid into the books; what an upload of details needs."""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0008_aid_stays_guards"),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reconciliation",
            name="received",
            field=models.JSONField(null=True, verbose_name="明细合计"),
        ),
        migrations.AddField(
            model_name="reconciliation",
            name="touched_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="最近收到"),
        ),
        migrations.AddField(
            model_name="reconciliation",
            name="upload",
            field=models.UUIDField(editable=False, null=True, verbose_name="这次上传"),
        ),
        migrations.AlterField(
            model_name="ledgeraccount",
            name="kind",
            field=models.CharField(
                choices=[
                    ("PERSONAL", "个人账户"),
                    ("WALLET", "医保钱包"),
                    ("FUND", "医保基金"),
                    ("CONTRIBUTIONS", "缴费划入"),
                    ("RECEIVABLE", "机构应收"),
                    ("CARD_CLEARING", "银行卡清算"),
                    ("CASH_CLEARING", "现金收付"),
                    ("HELD", "暂挂"),
                    ("CLEARING_PAID", "已拨付清算款"),
                ],
                max_length=14,
                verbose_name="类别",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["created_at"], name="settlement_refund_time"),
        ),
        migrations.RunSQL(
            (HERE / "0009_clearing_paid_once.sql").read_text("utf-8"),
            (HERE / "0009_clearing_paid_once_back.sql").read_text("utf-8"),
        ),
    ]

"""Golden cases and runs of policy versions; no version comes into force unproven (P195)."""

from pathlib import Path

import django.db.models.deletion
import yibao.kernel.ids
from django.conf import settings
from django.db import migrations, models

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_face_check_consent"),
        ("kernel", "0003_working_days"),
        ("settlement", "0009_clearing_paid_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PackCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yibao.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("title", models.CharField(max_length=40, verbose_name="编号")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("document", models.JSONField(verbose_name="算例")),
                ("expect", models.JSONField(verbose_name="应得的结果")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("created_at", models.DateTimeField(verbose_name="放入时间")),
            ],
            options={
                "verbose_name": "算例",
                "verbose_name_plural": "算例",
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="PackRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yibao.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("GOLDEN", "算例"), ("WHAT_IF", "按上月账单试算")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("pack_sha256", models.CharField(max_length=64, verbose_name="规则摘要")),
                (
                    "cases_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="算例摘要"),
                ),
                ("passed", models.BooleanField(null=True, verbose_name="全部相符")),
                ("month", models.DateField(null=True, verbose_name="月份")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="账单数")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已算")),
                ("after", models.UUIDField(editable=False, null=True)),
                ("outcome", models.JSONField(default=dict, verbose_name="结果")),
                ("created_at", models.DateTimeField(verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
            ],
            options={
                "verbose_name": "政策包试算",
                "verbose_name_plural": "政策包试算",
            },
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["tenant", "setl_time", "id"], name="settlement_setl_month"),
        ),
        migrations.AddField(
            model_name="packcase",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="packcase",
            name="pack",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="settlement.policypack",
                verbose_name="版本",
            ),
        ),
        migrations.AddField(
            model_name="packrun",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="packrun",
            name="pack",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="settlement.policypack",
                verbose_name="版本",
            ),
        ),
        migrations.AddField(
            model_name="packrun",
            name="tenant",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="kernel.tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="packcase",
            constraint=models.UniqueConstraint(
                fields=("pack", "title"), name="settlement_packcase_title_is_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="packrun",
            index=models.Index(
                fields=["pack", "kind", "-created_at"], name="settlement_packrun_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="packrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("kind", "GOLDEN"),
                        ("month__isnull", True),
                        ("passed__isnull", False),
                    ),
                    models.Q(
                        ("kind", "WHAT_IF"),
                        ("month__isnull", False),
                        ("passed__isnull", True),
                        ("tenant__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="settlement_packrun_kind_has_its_fields",
            ),
        ),
        migrations.AddConstraint(
            model_name="packrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("kind", "WHAT_IF")),
                fields=("pack", "tenant", "month"),
                name="settlement_packrun_one_at_a_time",
            ),
        ),
        migrations.RunSQL(
            (HERE / "0010_pack_proof.sql").read_text("utf-8"),
            (HERE / "0010_pack_proof_back.sql").read_text("utf-8"),
        ),
    ]

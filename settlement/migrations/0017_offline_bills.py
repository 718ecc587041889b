"""Bills taken without a network, and what a person was trusted with on a day."""

import django.db.models.deletion
import settlement.models.offline
import yibao.kernel.fields
import yibao.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_face_check_consent"),
        ("kernel", "0003_working_days"),
        ("settlement", "0016_wallet_guards"),
        ("vouchers", "0012_offline_passes"),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfflineBill",
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
                    "ref",
                    models.CharField(
                        default=settlement.models.offline.offline_ref,
                        max_length=40,
                        unique=True,
                        verbose_name="断网单号",
                    ),
                ),
                ("nonce", models.CharField(max_length=64, verbose_name="终端流水号")),
                ("terminal_code", models.CharField(max_length=20, verbose_name="终端号")),
                ("operator_code", models.CharField(max_length=20, verbose_name="工号")),
                (
                    "operator_name",
                    models.CharField(blank=True, max_length=40, verbose_name="经办人"),
                ),
                ("business_type", models.CharField(max_length=5, verbose_name="业务类型")),
                ("med_type", models.CharField(max_length=6, verbose_name="医疗类别")),
                ("ipt_otp_no", models.CharField(max_length=40, verbose_name="门诊号")),
                ("taken_at", models.DateTimeField(verbose_name="记账时间")),
                ("day", models.DateField(verbose_name="记账日")),
                ("received_at", models.DateTimeField(verbose_name="上传时间")),
                ("pass_text", yibao.kernel.fields.EncryptedTextField(verbose_name="断网码")),
                ("items", yibao.kernel.fields.EncryptedTextField(verbose_name="费用明细（JSON）")),
                ("content_sha256", models.CharField(editable=False, max_length=64)),
                ("total_fen", models.BigIntegerField(verbose_name="总费用")),
                ("cash_taken_fen", models.BigIntegerField(verbose_name="已收现金")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "待核对"),
                            ("SETTLED", "已核对"),
                            ("ADJUSTED", "已核对，有差额"),
                            ("CASE", "经办机构核查中"),
                            ("REFUSED", "不能结算"),
                        ],
                        default="RECEIVED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60, verbose_name="原因")),
                (
                    "difference_fen",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="应补收（负数为应退还）"
                    ),
                ),
                ("case_ref", models.CharField(blank=True, max_length=40, verbose_name="事项号")),
                ("is_allowed", models.BooleanField(default=False, verbose_name="经办机构同意")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="核对次数")),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核对时间"),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="应用",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offline_bills",
                        to="accounts.institution",
                        verbose_name="机构",
                    ),
                ),
                (
                    "offline_pass",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vouchers.offlinepass",
                        verbose_name="断网码",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offline_bills",
                        to="accounts.person",
                        verbose_name="参保人",
                    ),
                ),
                (
                    "settlement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offline_bill",
                        to="settlement.settlement",
                        verbose_name="结算",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.tenant",
                        verbose_name="租户",
                    ),
                ),
            ],
            options={
                "verbose_name": "断网记账",
                "verbose_name_plural": "断网记账",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "RECEIVED")),
                        fields=["tries", "received_at"],
                        name="settlement_offline_waiting",
                    ),
                    models.Index(
                        fields=["institution", "-received_at"], name="settlement_offline_place"
                    ),
                    models.Index(fields=["person", "day"], name="settlement_offline_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("institution", "terminal_code", "nonce"),
                        name="settlement_offlinebill_nonce_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cash_taken_fen__gte", 0),
                            ("total_fen__gt", 0),
                            ("cash_taken_fen__lte", models.F("total_fen")),
                        ),
                        name="settlement_offlinebill_cash_within_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("state__in", ["SETTLED", "ADJUSTED"])),
                                ("person__isnull", False),
                                ("settlement__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state__in", ["SETTLED", "ADJUSTED"]), _negated=True),
                                ("difference_fen__isnull", True),
                                ("settlement__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="settlement_offlinebill_settled_has_a_bill",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["SETTLED", "ADJUSTED"]), _negated=True),
                            models.Q(("difference_fen", 0), ("state", "SETTLED")),
                            models.Q(
                                ("difference_fen__isnull", False),
                                ("state", "ADJUSTED"),
                                models.Q(("difference_fen", 0), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settlement_offlinebill_difference_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["REFUSED", "CASE"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="settlement_offlinebill_no_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "CASE"), _negated=True),
                            models.Q(("case_ref", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="settlement_offlinebill_case_has_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfflineDay",
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
                ("day", models.DateField(verbose_name="日期")),
                ("limit_fen", models.BigIntegerField(verbose_name="每日限额")),
                ("used_fen", models.BigIntegerField(default=0, verbose_name="已用")),
                ("account_fen", models.BigIntegerField(default=0, verbose_name="账户已付")),
                ("allowed_fen", models.BigIntegerField(default=0, verbose_name="另外同意的")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="参保人",
                    ),
                ),
            ],
            options={
                "verbose_name": "断网记账每日用量",
                "verbose_name_plural": "断网记账每日用量",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "day"), name="settlement_offlineday_one_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("account_fen__gte", 0),
                            ("allowed_fen__gte", 0),
                            ("used_fen__gte", 0),
                            ("account_fen__lte", models.F("limit_fen")),
                            ("used_fen__lte", models.F("limit_fen")),
                        ),
                        name="settlement_offlineday_within_the_cap",
                    ),
                ],
            },
        ),
    ]

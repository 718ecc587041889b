"""Mutual aid in bills, stays, reconciliation, clearing, doubts and care elsewhere."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import settlement.models.dispute
import settlement.models.matching
import settlement.models.remote
import settlement.models.stay
import settlement.models.visit
import yibao.kernel.fields
import yibao.kernel.ids
from django.conf import settings
from django.db import migrations, models

REFS = """
UPDATE settlement_visitpayer
    SET ref = 'Y' || upper(replace(gen_random_uuid()::text, '-', ''));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_face_check_consent"),
        ("cases", "0012_queue_indexes"),
        ("family", "0006_aid_guards"),
        ("kernel", "0003_working_days"),
        ("settlement", "0006_card_guards"),
        ("vouchers", "0011_scan_mismatch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AidUse",
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
                        choices=[("DAY", "当天"), ("YEAR", "当年")],
                        max_length=4,
                        verbose_name="期间",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="从哪天起")),
                ("used_fen", models.BigIntegerField(default=0, verbose_name="已用")),
                ("cap_fen", models.BigIntegerField(null=True, verbose_name="上限")),
            ],
            options={
                "verbose_name": "共济用量",
                "verbose_name_plural": "共济用量",
            },
        ),
        migrations.CreateModel(
            name="Clearing",
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
                        default=settlement.models.matching.clearing_ref,
                        max_length=40,
                        unique=True,
                        verbose_name="清算号",
                    ),
                ),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="期间"),
                ),
                ("insutype", models.CharField(blank=True, max_length=3, verbose_name="险种")),
                ("clr_type", models.CharField(blank=True, max_length=6, verbose_name="清算类别")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("APPLIED", "已申请"),
                            ("AUDITED", "已审核"),
                            ("PAID", "已拨付"),
                            ("CANCELLED", "已撤销"),
                        ],
                        default="APPLIED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("sums", models.JSONField(verbose_name="合计")),
                ("as_of", models.DateTimeField(verbose_name="取数时刻")),
                ("sha256", models.CharField(max_length=64, verbose_name="明细摘要")),
                (
                    "audited_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审核时间"),
                ),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="拨付时间")),
                (
                    "bank_number",
                    models.CharField(blank=True, max_length=64, verbose_name="拨付流水号"),
                ),
                ("created_at", models.DateTimeField(verbose_name="申请时间")),
            ],
            options={
                "verbose_name": "月度清算",
                "verbose_name_plural": "月度清算",
            },
        ),
        migrations.CreateModel(
            name="Difference",
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
                        choices=[
                            ("missing_here", "机构有，本系统没有"),
                            ("missing_there", "本系统有，机构没有"),
                            ("amount", "金额不同"),
                            ("status", "状态不同"),
                            ("twice", "机构报了两次"),
                        ],
                        max_length=14,
                        verbose_name="种类",
                    ),
                ),
                ("setl_id", models.CharField(max_length=40, verbose_name="结算号")),
                ("ours", models.JSONField(null=True, verbose_name="本系统")),
                ("theirs", models.JSONField(null=True, verbose_name="机构")),
                ("scan_seen", models.BooleanField(default=False, verbose_name="有扫码记录")),
                (
                    "suggested",
                    models.CharField(
                        choices=[
                            ("INSTITUTION_ADDS", "机构补记这一笔"),
                            ("INSTITUTION_REMOVES", "机构去掉这一笔"),
                            ("INSTITUTION_CORRECTS", "机构按本系统金额改"),
                            ("REVERSE", "按原键冲正"),
                            ("WAIT", "等处理中的一笔有结果"),
                            ("FINANCE", "财务核查"),
                        ],
                        max_length=20,
                        verbose_name="建议",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "待处理"),
                            ("ASKED", "已请机构核对"),
                            ("RESOLVED", "已处理"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("INSTITUTION_ADDS", "机构补记这一笔"),
                            ("INSTITUTION_REMOVES", "机构去掉这一笔"),
                            ("INSTITUTION_CORRECTS", "机构按本系统金额改"),
                            ("REVERSE", "按原键冲正"),
                            ("WAIT", "等处理中的一笔有结果"),
                            ("FINANCE", "财务核查"),
                        ],
                        max_length=20,
                        verbose_name="处理",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "resolved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
                ),
            ],
            options={
                "verbose_name": "对账差异",
                "verbose_name_plural": "对账差异",
            },
        ),
        migrations.CreateModel(
            name="Dispute",
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
                        default=settlement.models.dispute.dispute_ref,
                        max_length=40,
                        unique=True,
                        verbose_name="编号",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("NOT_MINE", "不是我看的病、买的药"),
                            ("NOT_GIVEN", "收了钱，没有给药或没有做"),
                            ("WRONG_COUNT", "数量或单价不对"),
                            ("WRONG_SHARE", "报销得不对"),
                            ("WRONG_PAYER", "不该用这个人的账户"),
                            ("REFUND_MISSING", "退的钱没有到"),
                            ("OTHER", "别的问题"),
                        ],
                        max_length=16,
                        verbose_name="问题",
                    ),
                ),
                ("words", yibao.kernel.fields.EncryptedTextField(blank=True, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "核查中"),
                            ("UPHELD", "核查后账单没有错"),
                            ("CORRECTED", "核查后要改正"),
                            ("WITHDRAWN", "已撤回"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("created_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="答复时间"),
                ),
            ],
            options={
                "verbose_name": "账单异议",
                "verbose_name_plural": "账单异议",
            },
        ),
        migrations.CreateModel(
            name="Printout",
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
                ("code", models.CharField(max_length=20, unique=True, verbose_name="核对码")),
                ("sha256", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("made_at", models.DateTimeField(verbose_name="打印时间")),
                ("checked", models.PositiveIntegerField(default=0, verbose_name="被核对次数")),
            ],
            options={
                "verbose_name": "打印件",
                "verbose_name_plural": "打印件",
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
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
                        default=settlement.models.matching.reconciliation_ref,
                        max_length=40,
                        unique=True,
                        verbose_name="对账号",
                    ),
                ),
                ("date_from", models.DateField(verbose_name="从")),
                ("date_to", models.DateField(verbose_name="到（含）")),
                ("insutype", models.CharField(blank=True, max_length=3, verbose_name="险种")),
                ("clr_type", models.CharField(blank=True, max_length=6, verbose_name="清算类别")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("MATCHED", "总额一致"),
                            ("MISMATCH", "总额不一致，等明细"),
                            ("LOADING", "正在收明细"),
                            ("COMPARING", "正在逐笔比对"),
                            ("FINISHED", "比对完成"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("theirs", models.JSONField(verbose_name="机构报来")),
                ("ours", models.JSONField(verbose_name="本系统")),
                ("as_of", models.DateTimeField(verbose_name="取数时刻")),
                ("rows_received", models.BigIntegerField(default=0, verbose_name="收到明细")),
                (
                    "rows_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="明细摘要"),
                ),
                ("rows_matched", models.BigIntegerField(default=0, verbose_name="一致的笔数")),
                ("differences_found", models.BigIntegerField(default=0, verbose_name="差异笔数")),
                (
                    "failure",
                    models.CharField(blank=True, max_length=120, verbose_name="没成的原因"),
                ),
                ("created_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="完成时间"),
                ),
            ],
            options={
                "verbose_name": "对账",
                "verbose_name_plural": "对账",
            },
        ),
        migrations.CreateModel(
            name="ReconciliationRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.BigIntegerField(verbose_name="第几行")),
                ("setl_id", models.CharField(max_length=40, verbose_name="结算号")),
                ("medfee_sumamt_fen", models.BigIntegerField(verbose_name="医疗费总额")),
                ("fund_pay_sumamt_fen", models.BigIntegerField(verbose_name="基金支付")),
                ("acct_pay_fen", models.BigIntegerField(verbose_name="个人账户")),
                ("acct_mulaid_pay_fen", models.BigIntegerField(verbose_name="共济")),
                ("psn_cash_pay_fen", models.BigIntegerField(verbose_name="现金")),
                (
                    "refd_setl_flag",
                    models.CharField(default="0", max_length=1, verbose_name="退费标志"),
                ),
            ],
            options={
                "verbose_name": "对账明细",
                "verbose_name_plural": "对账明细",
            },
        ),
        migrations.CreateModel(
            name="RemoteArea",
            fields=[
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.region",
                        verbose_name="地区",
                    ),
                ),
                ("province", models.CharField(max_length=30, verbose_name="省份")),
                ("outpatient", models.BooleanField(default=True, verbose_name="门诊直接结算")),
                ("chronic", models.BooleanField(default=False, verbose_name="门诊慢特病直接结算")),
                ("inpatient", models.BooleanField(default=True, verbose_name="住院直接结算")),
                ("pharmacy", models.BooleanField(default=False, verbose_name="药店直接结算")),
                ("is_open", models.BooleanField(default=True, verbose_name="已开通")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
            ],
            options={
                "verbose_name": "异地开通地区",
                "verbose_name_plural": "异地开通地区",
                "ordering": ["province", "region"],
            },
        ),
        migrations.CreateModel(
            name="RemoteFiling",
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
                        default=settlement.models.remote.filing_ref,
                        max_length=40,
                        unique=True,
                        verbose_name="备案号",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RETIRED", "异地安置退休"),
                            ("LIVING", "异地长期居住"),
                            ("POSTED", "常驻异地工作"),
                            ("REFERRAL", "异地转诊"),
                            ("EMERGENCY", "异地急诊抢救"),
                            ("OTHER", "其他临时外出就医"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("IN_REVIEW", "审核中"),
                            ("APPROVED", "已备案"),
                            ("REJECTED", "未通过"),
                            ("CANCELLED", "已取消"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("promised", models.BooleanField(default=False, verbose_name="承诺制")),
                (
                    "channel",
                    models.CharField(default="ONLINE", max_length=10, verbose_name="办理方式"),
                ),
                (
                    "referral_no",
                    models.CharField(blank=True, max_length=40, verbose_name="转诊单号"),
                ),
                ("filed_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="结果时间"),
                ),
            ],
            options={
                "verbose_name": "异地就医备案",
                "verbose_name_plural": "异地就医备案",
            },
        ),
        migrations.CreateModel(
            name="Stay",
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
                        default=settlement.models.stay.stay_ref,
                        max_length=40,
                        unique=True,
                        verbose_name="住院编号",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ADMITTED", "住院中"),
                            ("DISCHARGED", "已出院，待结算"),
                            ("SETTLED", "已结算"),
                            ("CANCELLED", "已撤销"),
                        ],
                        default="ADMITTED",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("ipt_no", models.CharField(max_length=40, verbose_name="住院号")),
                ("admitted_at", models.DateTimeField(verbose_name="入院时间")),
                ("bed", models.CharField(blank=True, max_length=30, verbose_name="床位")),
                (
                    "discharged_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="出院时间"),
                ),
                ("dscg_way", models.CharField(blank=True, max_length=3, verbose_name="离院方式")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "住院",
                "verbose_name_plural": "住院",
            },
        ),
        migrations.AddField(
            model_name="settlementpart",
            name="grant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="family.grant",
                verbose_name="共济授权",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="segment",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="第几段"),
        ),
        migrations.AddField(
            model_name="visitpayer",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="答复时间"),
        ),
        migrations.AddField(
            model_name="visitpayer",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="请求时间"),
        ),
        migrations.AddField(
            model_name="visitpayer",
            name="asked_fen",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="请求金额"),
        ),
        migrations.AddField(
            model_name="visitpayer",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="最迟答复"),
        ),
        migrations.AddField(
            model_name="visitpayer",
            name="grant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="family.grant",
                verbose_name="授权",
            ),
        ),
        migrations.AddField(
            model_name="visitpayer",
            name="ref",
            field=models.CharField(max_length=40, null=True, verbose_name="编号"),
        ),
        migrations.RunSQL(REFS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="visitpayer",
            name="ref",
            field=models.CharField(
                default=settlement.models.visit.payer_ref,
                max_length=40,
                unique=True,
                verbose_name="编号",
            ),
        ),
        migrations.AddField(
            model_name="visitpayer",
            name="state",
            field=models.CharField(
                choices=[
                    ("STANDING", "已有授权"),
                    ("NEEDED", "要付款人同意"),
                    ("WAITING", "等付款人同意"),
                    ("ACCEPTED", "付款人已同意"),
                    ("REFUSED", "付款人不同意"),
                    ("EXPIRED", "超时没有答复"),
                ],
                default="STANDING",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="scan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="vouchers.scan",
                verbose_name="扫码",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitpayer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ACCEPTED"), _negated=True),
                    ("grant__isnull", False),
                    _connector="OR",
                ),
                name="settlement_visitpayer_yes_has_a_grant",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitpayer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_fen__isnull", True), ("asked_fen__gt", 0), _connector="OR"
                ),
                name="settlement_visitpayer_asked_is_positive",
            ),
        ),
        migrations.AddField(
            model_name="aiduse",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses_made",
                to="family.grant",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="auditor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审核人",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                verbose_name="应用",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clearings",
                to="accounts.institution",
                verbose_name="机构",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="payer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="拨付人",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="kernel.tenant", verbose_name="租户"
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="处理人",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="case",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disputes",
                to="settlement.settlement",
                verbose_name="结算",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提出人",
            ),
        ),
        migrations.AddField(
            model_name="printout",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="printouts",
                to="settlement.settlement",
                verbose_name="结算",
            ),
        ),
        migrations.AddField(
            model_name="reconciliation",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                verbose_name="应用",
            ),
        ),
        migrations.AddField(
            model_name="reconciliation",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.institution",
                verbose_name="机构",
            ),
        ),
        migrations.AddField(
            model_name="reconciliation",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="kernel.tenant", verbose_name="租户"
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="reconciliation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="differences",
                to="settlement.reconciliation",
                verbose_name="对账",
            ),
        ),
        migrations.AddField(
            model_name="reconciliationrow",
            name="reconciliation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="settlement.reconciliation",
            ),
        ),
        migrations.AddField(
            model_name="remotefiling",
            name="case",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
                verbose_name="事项",
            ),
        ),
        migrations.AddField(
            model_name="remotefiling",
            name="filed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remotefiling",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="accounts.person",
                verbose_name="参保人",
            ),
        ),
        migrations.AddField(
            model_name="remotefiling",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.region",
                verbose_name="就医地",
            ),
        ),
        migrations.AddField(
            model_name="remotefiling",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="kernel.tenant", verbose_name="租户"
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stays",
                to="accounts.institution",
                verbose_name="机构",
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stays",
                to="accounts.person",
                verbose_name="参保人",
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="kernel.tenant", verbose_name="租户"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="stay",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="settlement.stay",
                verbose_name="住院",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                fields=("scan", "segment"), name="settlement_visit_one_a_scan"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("segment", 1),
                    models.Q(("segment__gt", 1), ("stay__isnull", False)),
                    _connector="OR",
                ),
                name="settlement_visit_later_part_is_of_a_stay",
            ),
        ),
        migrations.AddConstraint(
            model_name="aiduse",
            constraint=models.UniqueConstraint(
                fields=("grant", "kind", "starts_on"), name="settlement_aiduse_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="aiduse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_fen__gte", 0),
                    models.Q(
                        ("cap_fen__isnull", True),
                        ("used_fen__lte", models.F("cap_fen")),
                        _connector="OR",
                    ),
                ),
                name="settlement_aiduse_within_cap",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearing",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state", "CANCELLED"), _negated=True),
                expressions=[
                    ("institution", "="),
                    ("insutype", "="),
                    ("clr_type", "="),
                    ("period", "&&"),
                ],
                name="settlement_clearing_month_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["PAID"]), _negated=True),
                    models.Q(
                        ("auditor__isnull", False),
                        ("paid_at__isnull", False),
                        ("payer__isnull", False),
                        models.Q(("auditor", models.F("payer")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="settlement_clearing_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "AUDITED"), _negated=True),
                    models.Q(("audited_at__isnull", False), ("auditor__isnull", False)),
                    _connector="OR",
                ),
                name="settlement_clearing_audited_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "OPEN")),
                fields=("settlement",),
                name="settlement_dispute_one_open_a_bill",
            ),
        ),
        migrations.AddConstraint(
            model_name="printout",
            constraint=models.UniqueConstraint(
                fields=("settlement", "sha256"), name="settlement_printout_once_a_content"
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(
                fields=["institution", "-created_at"], name="settlement_recon_institution"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(("date_to__gte", models.F("date_from"))),
                name="settlement_reconciliation_period_is_ordered",
            ),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(
                condition=models.Q(("state", "RESOLVED"), _negated=True),
                fields=["reconciliation", "kind"],
                name="settlement_difference_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                fields=("reconciliation", "setl_id", "kind"), name="settlement_difference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RESOLVED"), _negated=True),
                    models.Q(
                        ("resolved_at__isnull", False), models.Q(("action", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="settlement_difference_end_has_a_name",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(
                fields=["reconciliation", "setl_id", "line"], name="settlement_reconrow_bill"
            ),
        ),
        migrations.AddIndex(
            model_name="remotefiling",
            index=models.Index(fields=["person", "-filed_at"], name="settlement_filing_person"),
        ),
        migrations.AddConstraint(
            model_name="remotefiling",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ["IN_REVIEW", "APPROVED"])),
                expressions=[("person", "="), ("region", "="), ("period", "&&")],
                name="settlement_filing_one_an_area",
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                fields=["institution", "-created_at"], name="settlement_stay_institution"
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ADMITTED")),
                fields=("person",),
                name="settlement_stay_one_bed",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discharged_at__isnull", True),
                    ("discharged_at__gte", models.F("admitted_at")),
                    _connector="OR",
                ),
                name="settlement_stay_leaves_after_it_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("discharged_at__isnull", True), ("state__in", ["ADMITTED", "CANCELLED"])
                    ),
                    models.Q(
                        ("discharged_at__isnull", False), ("state__in", ["DISCHARGED", "SETTLED"])
                    ),
                    _connector="OR",
                ),
                name="settlement_stay_discharge_has_a_time",
            ),
        ),
    ]

"""Mutual aid whole: terms, rules of areas, refusals (P93–P120)."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import family.models.grant
import yibao.kernel.ids
from django.conf import settings
from django.db import migrations, models

ENDED = """
UPDATE family_grant SET state = 'ENDED', ending = 'PAYER' WHERE ended_at IS NOT NULL;
"""

# What was agreed to before there were terms is their first row.
TERMS = """
INSERT INTO family_grantterms (
    id, grant_id, number, per_payment_cap_fen, keep_back_fen, uses, priority, period, agreed_at,
    proof, text_sha256
) SELECT gen_random_uuid(), id, 1, per_payment_cap_fen, keep_back_fen, uses, priority, period,
    created_at, '', ''
FROM family_grant;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_face_check_consent"),
        ("cases", "0012_queue_indexes"),
        ("family", "0004_look_up_hashes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AidBlock",
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
                ("created_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "不接受共济",
                "verbose_name_plural": "不接受共济",
            },
        ),
        migrations.CreateModel(
            name="AidPolicy",
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
                ("valid_from", models.DateField(verbose_name="开始")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="结束（不含）")),
                (
                    "kin_scope",
                    models.CharField(
                        choices=[
                            ("CORE3", "配偶、父母、子女"),
                            ("NEAR8", "近亲属（含兄弟姐妹、祖孙）"),
                        ],
                        default="NEAR8",
                        max_length=10,
                        verbose_name="哪些亲属",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("POOL", "同一统筹区"),
                            ("CITY", "同一城市"),
                            ("PROVINCE", "省内"),
                        ],
                        default="PROVINCE",
                        max_length=10,
                        verbose_name="参保地范围",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("AUTO", "按授权自动扣"),
                            ("DOUBLE_SCAN", "要扫付款人的码"),
                            ("BOTH", "两种都可以"),
                        ],
                        default="BOTH",
                        max_length=12,
                        verbose_name="扣款方式",
                    ),
                ),
                (
                    "review",
                    models.CharField(
                        choices=[("NONE", "不审核"), ("SAMPLE", "抽查"), ("FULL", "全部审核")],
                        default="SAMPLE",
                        max_length=10,
                        verbose_name="审核方式",
                    ),
                ),
                (
                    "sample_percent",
                    models.PositiveSmallIntegerField(default=5, verbose_name="抽查（%）"),
                ),
                (
                    "payer_max_members",
                    models.PositiveSmallIntegerField(default=7, verbose_name="一人最多授权给几人"),
                ),
                (
                    "member_max_payers",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="一人最多有几个付款人"
                    ),
                ),
                (
                    "payers_per_settlement",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="一次结算最多几个付款人"
                    ),
                ),
                (
                    "min_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="满多少天才能停止"),
                ),
                ("starts_next_day", models.BooleanField(default=False, verbose_name="次日生效")),
                ("ends_next_day", models.BooleanField(default=False, verbose_name="次日停止")),
                (
                    "double_scan_needs_aid",
                    models.BooleanField(default=False, verbose_name="双扫码也要先有授权"),
                ),
                (
                    "least_keep_back_fen",
                    models.BigIntegerField(default=0, verbose_name="账户至少留（分）"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
            ],
            options={
                "verbose_name": "家庭共济的地区规则",
                "verbose_name_plural": "家庭共济的地区规则",
            },
        ),
        migrations.CreateModel(
            name="GrantTerms",
            fields=[
                (
                    "per_payment_cap_fen",
                    models.BigIntegerField(blank=True, null=True, verbose_name="单笔上限"),
                ),
                (
                    "daily_cap_fen",
                    models.BigIntegerField(blank=True, null=True, verbose_name="每天上限"),
                ),
                (
                    "annual_cap_fen",
                    models.BigIntegerField(blank=True, null=True, verbose_name="每年上限"),
                ),
                ("keep_back_fen", models.BigIntegerField(default=0, verbose_name="给自己留的钱")),
                (
                    "uses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        default=family.models.grant.default_uses,
                        size=None,
                        verbose_name="可以付什么",
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField(default=1, verbose_name="扣款次序")),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=yibao.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几版")),
                ("agreed_at", models.DateTimeField(verbose_name="同意时间")),
                ("proof", models.CharField(blank=True, max_length=10, verbose_name="怎么确认")),
                (
                    "text_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="文本摘要"),
                ),
            ],
            options={
                "verbose_name": "授权条款",
                "verbose_name_plural": "授权条款",
                "ordering": ["grant", "number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="family_grant_cap_is_positive",
        ),
        migrations.RemoveConstraint(
            model_name="grant",
            name="family_grant_periods_do_not_overlap",
        ),
        migrations.AddField(
            model_name="grant",
            name="annual_cap_fen",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="每年上限"),
        ),
        migrations.AddField(
            model_name="grant",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
                verbose_name="核查事项",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="daily_cap_fen",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="每天上限"),
        ),
        migrations.AddField(
            model_name="grant",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("PAYER", "付款人停止"),
                    ("MEMBER", "家人不接受"),
                    ("CLOSED", "付款人已离开"),
                    ("INSURANCE", "参保关系变了"),
                    ("KIN", "亲属关系不再成立"),
                    ("REVIEW", "核查没有通过"),
                    ("OVER", "到期"),
                ],
                max_length=10,
                verbose_name="为什么停止",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="for_visit",
            field=models.CharField(blank=True, max_length=40, verbose_name="就诊号"),
        ),
        migrations.AddField(
            model_name="grant",
            name="keep_back_fen",
            field=models.BigIntegerField(default=0, verbose_name="给自己留的钱"),
        ),
        migrations.AddField(
            model_name="grant",
            name="kind",
            field=models.CharField(
                choices=[("STANDING", "长期"), ("ONCE", "只这一次")],
                default="STANDING",
                max_length=10,
                verbose_name="种类",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="state",
            field=models.CharField(
                choices=[
                    ("REVIEW", "审核中"),
                    ("ACTIVE", "有效"),
                    ("ENDED", "已停止"),
                    ("REFUSED", "未通过"),
                ],
                default="ACTIVE",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="uses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                default=family.models.grant.default_uses,
                size=None,
                verbose_name="可以付什么",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="way",
            field=models.CharField(
                choices=[("ONLINE", "网上"), ("COUNTER", "柜台"), ("SCAN", "窗口扫码")],
                default="ONLINE",
                max_length=10,
                verbose_name="办理方式",
            ),
        ),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("keep_back_fen__gte", 0),
                    ("uses__len__gt", 0),
                    models.Q(
                        ("per_payment_cap_fen__isnull", True),
                        ("per_payment_cap_fen__gt", 0),
                        _connector="OR",
                    ),
                    models.Q(
                        ("daily_cap_fen__isnull", True), ("daily_cap_fen__gt", 0), _connector="OR"
                    ),
                    models.Q(
                        ("annual_cap_fen__isnull", True), ("annual_cap_fen__gt", 0), _connector="OR"
                    ),
                ),
                name="family_grant_limits_are_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ("REVIEW", "ACTIVE"))),
                    models.Q(("ended_at__isnull", False), ("state__in", ["ENDED", "REFUSED"])),
                    _connector="OR",
                ),
                name="family_grant_end_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("for_visit", ""), ("kind", "STANDING")),
                    models.Q(("kind", "ONCE"), models.Q(("for_visit", ""), _negated=True)),
                    _connector="OR",
                ),
                name="family_grant_once_is_for_a_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "ONCE")),
                fields=("payer", "for_visit"),
                name="family_grant_once_a_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("ended_at__isnull", True), ("kind", "STANDING")),
                expressions=[("payer", "="), ("member", "="), ("period", "&&")],
                name="family_grant_periods_do_not_overlap",
            ),
        ),
        migrations.AddField(
            model_name="aidblock",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aid_blocks",
                to="accounts.person",
                verbose_name="家人",
            ),
        ),
        migrations.AddField(
            model_name="aidblock",
            name="payer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
                verbose_name="付款人",
            ),
        ),
        migrations.AddField(
            model_name="aidpolicy",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.region",
                verbose_name="地区",
            ),
        ),
        migrations.AddField(
            model_name="grantterms",
            name="agreed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grantterms",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="family.grant"
            ),
        ),
        migrations.AddConstraint(
            model_name="aidblock",
            constraint=models.UniqueConstraint(
                fields=("member", "payer"), name="family_aidblock_is_unique", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="aidpolicy",
            constraint=models.UniqueConstraint(
                fields=("region", "valid_from"), name="family_aidpolicy_one_a_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="aidpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="family_aidpolicy_period_is_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="aidpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("least_keep_back_fen__gte", 0), ("sample_percent__lte", 100)),
                name="family_aidpolicy_numbers",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("keep_back_fen__gte", 0),
                    ("uses__len__gt", 0),
                    models.Q(
                        ("per_payment_cap_fen__isnull", True),
                        ("per_payment_cap_fen__gt", 0),
                        _connector="OR",
                    ),
                    models.Q(
                        ("daily_cap_fen__isnull", True), ("daily_cap_fen__gt", 0), _connector="OR"
                    ),
                    models.Q(
                        ("annual_cap_fen__isnull", True), ("annual_cap_fen__gt", 0), _connector="OR"
                    ),
                ),
                name="family_grantterms_limits_are_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantterms",
            constraint=models.UniqueConstraint(
                fields=("grant", "number"), name="family_grantterms_number_is_unique"
            ),
        ),
        migrations.RunSQL(TERMS, migrations.RunSQL.noop),
    ]

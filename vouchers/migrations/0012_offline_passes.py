"""Passes for the time without a network; a revoked one stays so."""

import django.db.models.deletion
import vouchers.models.offline
import yibao.kernel.ids
from django.db import migrations, models


PASS_STAYS = """
CREATE FUNCTION vouchers_pass_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['revoked_at', 'sign_in_id'];
BEGIN
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free)
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
        OR (NEW.sign_in_id IS NOT NULL AND NEW.sign_in_id IS DISTINCT FROM OLD.sign_in_id) THEN
        RAISE EXCEPTION 'a pass stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vouchers_offlinepass_stays BEFORE UPDATE ON vouchers_offlinepass
    FOR EACH ROW EXECUTE FUNCTION vouchers_pass_stays();
"""

PASS_STAYS_BACK = """
DROP TRIGGER vouchers_offlinepass_stays ON vouchers_offlinepass;
DROP FUNCTION vouchers_pass_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_face_check_consent"),
        ("vouchers", "0011_scan_mismatch"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfflinePass",
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
                        default=vouchers.models.offline.pass_ref,
                        max_length=40,
                        unique=True,
                        verbose_name="编号",
                    ),
                ),
                ("generation", models.PositiveIntegerField(verbose_name="代次")),
                ("device", models.CharField(max_length=60, verbose_name="设备")),
                ("code_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("limit_fen", models.BigIntegerField(verbose_name="每日限额")),
                ("issued_at", models.DateTimeField(verbose_name="取得时间")),
                ("expires_at", models.DateTimeField(verbose_name="失效时间")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="作废时间"),
                ),
            ],
            options={
                "verbose_name": "断网码",
                "verbose_name_plural": "断网码",
            },
        ),
        migrations.AddField(
            model_name="voucherpolicy",
            name="offline_hours",
            field=models.PositiveSmallIntegerField(default=24, verbose_name="断网码有效小时数"),
        ),
        migrations.AddField(
            model_name="voucherpolicy",
            name="offline_limit_fen",
            field=models.BigIntegerField(default=20000, verbose_name="断网码每日限额"),
        ),
        migrations.AddConstraint(
            model_name="voucherpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("offline_limit_fen__gt", 0)),
                name="vouchers_policy_offline_limit_is_positive",
            ),
        ),
        migrations.AddField(
            model_name="offlinepass",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offline_passes",
                to="vouchers.signingkey",
                verbose_name="密钥",
            ),
        ),
        migrations.AddField(
            model_name="offlinepass",
            name="sign_in",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.signin",
            ),
        ),
        migrations.AddField(
            model_name="offlinepass",
            name="voucher",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offline_passes",
                to="vouchers.voucher",
                verbose_name="医保码",
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="offline_pass",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scans",
                to="vouchers.offlinepass",
                verbose_name="断网码",
            ),
        ),
        migrations.AddIndex(
            model_name="offlinepass",
            index=models.Index(fields=["voucher", "-issued_at"], name="vouchers_pass_voucher"),
        ),
        migrations.AddConstraint(
            model_name="offlinepass",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                name="vouchers_offlinepass_expires_after_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="offlinepass",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_fen__gt", 0)),
                name="vouchers_offlinepass_limit_is_positive",
            ),
        ),
        migrations.RunSQL(PASS_STAYS, PASS_STAYS_BACK),
    ]

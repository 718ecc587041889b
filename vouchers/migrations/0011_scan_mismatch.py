"""A counter reports that code and patient do not belong together; what it said stays (P88–P90)."""

from django.db import migrations, models

SAID_STAYS = """
CREATE FUNCTION vouchers_scan_said_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.presence <> '' AND NEW.presence <> OLD.presence)
        OR (OLD.agent_index <> '' AND NEW.agent_index <> OLD.agent_index)
        OR (OLD.mismatch_at IS NOT NULL AND NEW.mismatch_at IS DISTINCT FROM OLD.mismatch_at) THEN
        RAISE EXCEPTION 'what a counter said of a scan stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vouchers_scan_said_stays BEFORE UPDATE ON vouchers_scan
    FOR EACH ROW EXECUTE FUNCTION vouchers_scan_said_stays();
"""

SAID_STAYS_BACK = """
DROP TRIGGER vouchers_scan_said_stays ON vouchers_scan;
DROP FUNCTION vouchers_scan_said_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0010_scan_presence")]

    operations = [
        migrations.AddField(
            model_name="scan",
            name="mismatch_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="反映人码不符"),
        ),
        migrations.AddField(
            model_name="scan",
            name="mismatch_ref",
            field=models.CharField(
                blank=True, default="", max_length=40, verbose_name="人码不符的事项号"
            ),
        ),
        migrations.RunSQL(SAID_STAYS, SAID_STAYS_BACK),
    ]

"""An answer to a scan is never taken back; a used or revoked slip stays so."""

from django.db import migrations

from yibao.kernel import guards

SLIP_STAYS = """
CREATE FUNCTION vouchers_slip_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at)
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
        RAISE EXCEPTION 'a used or revoked slip stays so' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vouchers_counterslip_stays_used BEFORE UPDATE ON vouchers_counterslip
    FOR EACH ROW EXECUTE FUNCTION vouchers_slip_stays_used();
"""

SLIP_STAYS_BACK = """
DROP TRIGGER vouchers_counterslip_stays_used ON vouchers_counterslip;
DROP FUNCTION vouchers_slip_stays_used();
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0004_channels_slips_counter")]

    operations = [
        migrations.RunSQL(*guards.append_only("vouchers_scananswer")),
        migrations.RunSQL(SLIP_STAYS, SLIP_STAYS_BACK),
    ]

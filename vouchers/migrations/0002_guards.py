"""Vouchers move along their table; a used code stays used, a scan stays as it was."""

from django.db import migrations

from yibao.kernel import guards

PAIRS = [
    ("APPLIED", "ACTIVE"),
    ("APPLIED", "CLOSED"),
    ("ACTIVE", "SUSPENDED"),
    ("ACTIVE", "CLOSED"),
    ("SUSPENDED", "ACTIVE"),
    ("SUSPENDED", "CLOSED"),
]

CODE_USED_ONCE = """
CREATE FUNCTION vouchers_code_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at THEN
        RAISE EXCEPTION 'a used code stays used' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vouchers_dynamiccode_stays_used BEFORE UPDATE ON vouchers_dynamiccode
    FOR EACH ROW EXECUTE FUNCTION vouchers_code_stays_used();
"""

CODE_USED_ONCE_BACK = """
DROP TRIGGER vouchers_dynamiccode_stays_used ON vouchers_dynamiccode;
DROP FUNCTION vouchers_code_stays_used();
"""


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0001_initial"), ("kernel", "0002_guards_and_live_tenant")]

    operations = [
        migrations.RunSQL(*guards.moves("vouchers_voucher", "vouchers.voucher", PAIRS)),
        migrations.RunSQL(CODE_USED_ONCE, CODE_USED_ONCE_BACK),
    ]

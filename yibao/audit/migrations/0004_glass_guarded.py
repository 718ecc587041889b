"""Break-glass sessions keep what they were: ended once, signed off once, never longer (T94)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_check_glass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ends_at > NEW.began_at + interval '10 minutes' THEN
        RAISE EXCEPTION 'glass: no more than ten minutes' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.tenant_id, NEW.staff_id, NEW.kind, NEW.subject, NEW.reason, NEW.began_at,
        NEW.ends_at)
       IS DISTINCT FROM
       (OLD.id, OLD.tenant_id, OLD.staff_id, OLD.kind, OLD.subject, OLD.reason, OLD.began_at,
        OLD.ends_at) THEN
        RAISE EXCEPTION 'glass: what was opened stays written' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
        RAISE EXCEPTION 'glass: ended once' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.signed_by_id IS NOT NULL
       AND (NEW.signed_by_id, NEW.signed_at, NEW.is_in_order, NEW.sign_note)
           IS DISTINCT FROM
           (OLD.signed_by_id, OLD.signed_at, OLD.is_in_order, OLD.sign_note) THEN
        RAISE EXCEPTION 'glass: signed off once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_glasssession_kept BEFORE INSERT OR UPDATE ON audit_glasssession
    FOR EACH ROW EXECUTE FUNCTION audit_check_glass();
CREATE TRIGGER audit_glasssession_no_delete BEFORE DELETE ON audit_glasssession
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER audit_glasssession_no_truncate BEFORE TRUNCATE ON audit_glasssession
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
"""
BACK = """
DROP TRIGGER audit_glasssession_no_truncate ON audit_glasssession;
DROP TRIGGER audit_glasssession_no_delete ON audit_glasssession;
DROP TRIGGER audit_glasssession_kept ON audit_glasssession;
DROP FUNCTION audit_check_glass();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_glass"), ("kernel", "0002_guards_and_live_tenant")]

    operations = [migrations.RunSQL(FORWARD, BACK)]

"""A decision never changes; only the key of its sealed words may (F34)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - 'text_sent') IS DISTINCT FROM (to_jsonb(NEW) - 'text_sent')
       OR (OLD.text_sent IS NULL) IS DISTINCT FROM (NEW.text_sent IS NULL) THEN
        RAISE EXCEPTION '% rows are append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER cases_decision_append_only ON cases_decision;
CREATE TRIGGER cases_decision_append_only BEFORE UPDATE OR DELETE ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION cases_keep_decision();
"""
BACKWARD = """
DROP TRIGGER cases_decision_append_only ON cases_decision;
CREATE TRIGGER cases_decision_append_only BEFORE UPDATE OR DELETE ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
DROP FUNCTION cases_keep_decision();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_conflicts_guarded")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

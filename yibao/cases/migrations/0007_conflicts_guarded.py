"""The database, too, lets nobody decide an own matter, and nobody alone where two must (T32, T33).

A case that was open before keeps what its type asks for in code; new ones carry it in their row.
"""

from django.db import migrations

from yibao.kernel import guards

FORWARD = """
CREATE FUNCTION cases_is_barred(one_case uuid, officer uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM cases_barred b
         WHERE b.case_id = one_case
           AND (b.staff_id = officer
                OR b.person_index IN (SELECT d.person_index FROM cases_declaration d
                                       WHERE d.staff_id = officer AND d.ended_at IS NULL))
    )
$$;

CREATE FUNCTION cases_check_decider() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted text;
BEGIN
    IF NEW.reviewer_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.reviewer_id IS NOT DISTINCT FROM OLD.reviewer_id
       AND NEW.state IS NOT DISTINCT FROM OLD.state THEN
        RETURN NEW;
    END IF;
    IF NEW.state IN ('IN_REVIEW', 'APPROVED', 'REJECTED')
       AND cases_is_barred(NEW.id, NEW.reviewer_id) THEN
        RAISE EXCEPTION 'case %: the officer is involved', NEW.ref
            USING ERRCODE = 'check_violation';
    END IF;
    wanted := CASE
        WHEN NEW.state = 'APPROVED' AND NEW.needs_second THEN 'APPROVE'
        WHEN NEW.state = 'REJECTED' AND NEW.rejects_by_two THEN 'REJECT'
    END;
    IF wanted IS NOT NULL AND NEW.state IS DISTINCT FROM OLD.state AND NOT EXISTS (
        SELECT 1 FROM cases_decision d
         WHERE d.case_id = NEW.id AND d.stage = 'FIRST' AND d.kind = wanted
           AND d.decider_id <> NEW.reviewer_id
    ) THEN
        RAISE EXCEPTION 'case %: a second officer is needed', NEW.ref
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_case_decider BEFORE UPDATE OF state, reviewer_id ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_check_decider();

CREATE FUNCTION cases_check_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF cases_is_barred(NEW.case_id, NEW.decider_id)
       OR EXISTS (SELECT 1 FROM cases_case c
                   WHERE c.id = NEW.case_id AND c.applicant_id = NEW.decider_id) THEN
        RAISE EXCEPTION 'decision: the officer is involved' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM cases_decision d
         WHERE d.case_id = NEW.case_id AND d.decider_id = NEW.decider_id AND d.stage = 'FIRST'
           AND NOT EXISTS (SELECT 1 FROM cases_decision r
                            WHERE r.case_id = NEW.case_id AND r.kind = 'RETURN' AND r.at >= d.at)
    ) THEN
        RAISE EXCEPTION 'decision: another officer is needed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_decision_decider BEFORE INSERT ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION cases_check_decision();
"""
BACKWARD = """
DROP TRIGGER cases_decision_decider ON cases_decision;
DROP FUNCTION cases_check_decision();
DROP TRIGGER cases_case_decider ON cases_case;
DROP FUNCTION cases_check_decider();
DROP FUNCTION cases_is_barred(uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_conflicts")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(*guards.append_only("cases_barred")),
    ]

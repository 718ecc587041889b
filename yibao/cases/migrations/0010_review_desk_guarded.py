"""The database holds the lease as well: nobody reviews or decides without one (T36, feature 32).

At the end of a transaction a case is IN_REVIEW exactly where its lease names the same officer and
the same number. A word about a case is written only by the holder of its lease.
"""

from django.db import migrations

from yibao.kernel import guards

FORWARD = """
UPDATE cases_case SET fence = 1 WHERE state = 'IN_REVIEW';
INSERT INTO cases_lease (case_id, holder_id, fence, taken_at, beat_at, expires_at)
SELECT id, reviewer_id, 1, now(), now(), now() + interval '15 minutes'
  FROM cases_case WHERE state = 'IN_REVIEW';

CREATE FUNCTION cases_check_lease() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one uuid;
    is_reviewed boolean;
    is_leased boolean;
BEGIN
    IF TG_TABLE_NAME = 'cases_case' THEN
        one := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        one := OLD.case_id;
    ELSE
        one := NEW.case_id;
    END IF;
    SELECT c.state = 'IN_REVIEW',
           EXISTS (SELECT 1 FROM cases_lease l
                    WHERE l.case_id = c.id AND l.fence = c.fence AND l.holder_id = c.reviewer_id)
      INTO is_reviewed, is_leased
      FROM cases_case c WHERE c.id = one;
    IF is_reviewed AND NOT is_leased THEN
        RAISE EXCEPTION 'case %: in review without a lease', one USING ERRCODE = 'check_violation';
    END IF;
    IF NOT is_reviewed AND EXISTS (SELECT 1 FROM cases_lease l WHERE l.case_id = one) THEN
        RAISE EXCEPTION 'case %: a lease without a review', one USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_case_lease AFTER INSERT OR UPDATE OF state, reviewer_id, fence
    ON cases_case DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_check_lease();
CREATE CONSTRAINT TRIGGER cases_lease_case AFTER INSERT OR UPDATE OR DELETE
    ON cases_lease DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_check_lease();

CREATE FUNCTION cases_check_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.fence < OLD.fence THEN
        RAISE EXCEPTION 'case %: its number never goes back', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_case_fence BEFORE UPDATE OF fence ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_check_fence();

CREATE FUNCTION cases_check_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM cases_case c JOIN cases_lease l ON l.case_id = c.id
         WHERE c.id = NEW.case_id AND c.state = 'IN_REVIEW'
           AND l.holder_id = NEW.decider_id AND l.fence = c.fence
    ) THEN
        RAISE EXCEPTION 'decision: its officer does not hold the case'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_decision_lease BEFORE INSERT ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION cases_check_word();

CREATE FUNCTION cases_check_look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reviewer_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF cases_is_barred(NEW.case_id, NEW.reviewer_id)
       OR EXISTS (SELECT 1 FROM cases_decision d
                   WHERE d.case_id = NEW.case_id AND d.decider_id = NEW.reviewer_id)
       OR EXISTS (SELECT 1 FROM cases_case c
                   WHERE c.id = NEW.case_id AND c.applicant_id = NEW.reviewer_id) THEN
        RAISE EXCEPTION 'look: the officer is involved' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'DONE' AND (NEW.kind, NEW.agrees, NEW.reviewer_id, NEW.state)
                IS DISTINCT FROM (OLD.kind, OLD.agrees, OLD.reviewer_id, OLD.state) THEN
        RAISE EXCEPTION 'look: what was said stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_secondlook_reviewer BEFORE UPDATE ON cases_secondlook
    FOR EACH ROW EXECUTE FUNCTION cases_check_look();

CREATE FUNCTION cases_keep_reason() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state <> 'DRAFT' AND
       (to_jsonb(OLD) - 'state' - 'retired_at') IS DISTINCT FROM
       (to_jsonb(NEW) - 'state' - 'retired_at')) THEN
        RAISE EXCEPTION 'reason: what was said to people stays as it was'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_reason_kept BEFORE UPDATE OR DELETE ON cases_reason
    FOR EACH ROW EXECUTE FUNCTION cases_keep_reason();
"""
BACKWARD = """
DROP TRIGGER cases_reason_kept ON cases_reason;
DROP FUNCTION cases_keep_reason();
DROP TRIGGER cases_secondlook_reviewer ON cases_secondlook;
DROP FUNCTION cases_check_look();
DROP TRIGGER cases_decision_lease ON cases_decision;
DROP FUNCTION cases_check_word();
DROP TRIGGER cases_case_fence ON cases_case;
DROP FUNCTION cases_check_fence();
DROP TRIGGER cases_lease_case ON cases_lease;
DROP TRIGGER cases_case_lease ON cases_case;
DROP FUNCTION cases_check_lease();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_review_desk")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(*guards.append_only("cases_reasonuse")),
        migrations.RunSQL(*guards.append_only("cases_skip")),
    ]

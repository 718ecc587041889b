-- P195: the cases of a version are fixed once it has been in force or was given up.
CREATE FUNCTION settlement_case_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.pack_id ELSE NEW.pack_id END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a case does not change; replace it' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM settlement_policypack p WHERE p.id = which AND p.state = 'DRAFT' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'version % is no draft; its cases stay', which
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER settlement_packcase_of_a_draft BEFORE INSERT OR UPDATE OR DELETE
    ON settlement_packcase FOR EACH ROW EXECUTE FUNCTION settlement_case_of_a_draft();
CREATE TRIGGER settlement_packcase_no_truncate BEFORE TRUNCATE ON settlement_packcase
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

-- A run that has ended stays as it ended; what it ran over never changes.
CREATE FUNCTION settlement_run_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    progress text[] := ARRAY['total', 'done', 'after', 'outcome', 'ended_at'];
BEGIN
    IF OLD.ended_at IS NOT NULL OR (to_jsonb(NEW) - progress) <> (to_jsonb(OLD) - progress) THEN
        RAISE EXCEPTION 'a run does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_packrun_is_kept BEFORE UPDATE ON settlement_packrun
    FOR EACH ROW EXECUTE FUNCTION settlement_run_is_kept();
CREATE TRIGGER settlement_packrun_stays BEFORE DELETE ON settlement_packrun
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_packrun_no_truncate BEFORE TRUNCATE ON settlement_packrun
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

-- P195: a version comes into force only after all its cases, at least one, passed on its content.
CREATE FUNCTION settlement_pack_is_proven() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'ACTIVE' AND OLD.state <> 'ACTIVE' AND NOT EXISTS (
        SELECT 1 FROM settlement_packrun r
        WHERE r.pack_id = NEW.id AND r.kind = 'GOLDEN' AND r.passed
            AND r.pack_sha256 = NEW.sha256 AND r.total > 0
            AND r.total = (SELECT count(*) FROM settlement_packcase c WHERE c.pack_id = NEW.id)
            AND NOT EXISTS (
                SELECT 1 FROM settlement_packcase c
                WHERE c.pack_id = NEW.id AND c.created_at > r.created_at
            )
    ) THEN
        RAISE EXCEPTION 'the cases of version % have not passed', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_policypack_is_proven BEFORE UPDATE OF state ON settlement_policypack
    FOR EACH ROW EXECUTE FUNCTION settlement_pack_is_proven();

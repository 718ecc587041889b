-- A proof says the same for ever once it has ended; only what it was is written beside it.
CREATE FUNCTION settlement_proof_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text[] := ARRAY['state', 'closed_by_id', 'closed_at', 'note'];
BEGIN
    IF NEW.id <> OLD.id OR NEW.ref <> OLD.ref OR NEW.created_at <> OLD.created_at OR (
        OLD.state NOT IN ('WAITING', 'RUNNING')
        AND (to_jsonb(NEW) - said) <> (to_jsonb(OLD) - said)
    ) THEN
        RAISE EXCEPTION 'a proof says the same for ever' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_proofrun_is_fixed BEFORE UPDATE ON settlement_proofrun
    FOR EACH ROW EXECUTE FUNCTION settlement_proof_is_fixed();
CREATE TRIGGER settlement_proofrun_starts BEFORE INSERT ON settlement_proofrun
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('WAITING');
CREATE TRIGGER settlement_proofrun_stays BEFORE DELETE ON settlement_proofrun
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();

-- A file of account money stays what was uploaded; what was approved is what was checked.
CREATE FUNCTION settlement_allotment_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acts text[] := ARRAY[
        'state', 'decided_by_id', 'decided_at', 'ended_at', 'rows_done', 'done_fen', 'rows_failed'];
BEGIN
    IF NEW.id <> OLD.id OR NEW.ref <> OLD.ref OR NEW.tenant_id <> OLD.tenant_id
        OR NEW.kind <> OLD.kind OR NEW.uploaded_by_id <> OLD.uploaded_by_id
        OR (OLD.state <> 'RECEIVED' AND (to_jsonb(NEW) - acts) <> (to_jsonb(OLD) - acts))
        OR (OLD.state NOT IN ('RECEIVED', 'CHECKED')
            AND (NEW.decided_by_id, NEW.decided_at) IS DISTINCT FROM
                (OLD.decided_by_id, OLD.decided_at))
    THEN
        RAISE EXCEPTION 'a file of account money stays what it is'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_allotmentfile_is_fixed BEFORE UPDATE ON settlement_allotmentfile
    FOR EACH ROW EXECUTE FUNCTION settlement_allotment_is_fixed();
CREATE TRIGGER settlement_allotmentfile_starts BEFORE INSERT ON settlement_allotmentfile
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('RECEIVED');
CREATE TRIGGER settlement_allotmentfile_stays BEFORE DELETE ON settlement_allotmentfile
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();

-- A line is posted only while its file is approved, and never changes after that.
CREATE FUNCTION settlement_allotmentrow_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.posted_at IS NOT NULL OR (NEW.file_id, NEW.line, NEW.psn_no, NEW.amount_fen)
        IS DISTINCT FROM (OLD.file_id, OLD.line, OLD.psn_no, OLD.amount_fen) THEN
        RAISE EXCEPTION 'a line of account money stays what it is'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.posted_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM settlement_allotmentfile f
        JOIN settlement_posting p ON p.tenant_id = f.tenant_id
            AND p.business = 'allotment:' || f.kind || ':' || to_char(NEW.month, 'YYYY-MM')
                || ':' || NEW.person_id::text
        WHERE f.id = NEW.file_id AND f.state = 'APPROVED'
    ) THEN
        RAISE EXCEPTION 'line % of % was not posted', NEW.line, NEW.file_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_allotmentrow_is_fixed BEFORE UPDATE ON settlement_allotmentrow
    FOR EACH ROW EXECUTE FUNCTION settlement_allotmentrow_is_fixed();
CREATE TRIGGER settlement_allotmentrow_stays BEFORE DELETE ON settlement_allotmentrow
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();

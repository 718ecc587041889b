-- What a till said stays as it was said; a bill that has ended changes no more.
CREATE FUNCTION settlement_offline_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'reason', 'offline_pass_id', 'person_id', 'settlement_id',
        'difference_fen', 'case_ref', 'is_allowed', 'tries', 'checked_at'];
BEGIN
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free)
        OR OLD.state IN ('SETTLED', 'ADJUSTED', 'REFUSED') THEN
        RAISE EXCEPTION 'an offline bill says the same for ever' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_offlinebill_is_fixed BEFORE UPDATE ON settlement_offlinebill
    FOR EACH ROW EXECUTE FUNCTION settlement_offline_is_fixed();
CREATE TRIGGER settlement_offlinebill_starts BEFORE INSERT ON settlement_offlinebill
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('RECEIVED');
CREATE TRIGGER settlement_offlinebill_stays BEFORE DELETE ON settlement_offlinebill
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_offlinebill_no_truncate BEFORE TRUNCATE ON settlement_offlinebill
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

-- A day's use only grows, and its cap stays.
CREATE FUNCTION settlement_offline_day_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.person_id <> OLD.person_id OR NEW.day <> OLD.day OR NEW.limit_fen <> OLD.limit_fen
        OR NEW.used_fen < OLD.used_fen OR NEW.account_fen < OLD.account_fen
        OR NEW.allowed_fen < OLD.allowed_fen THEN
        RAISE EXCEPTION 'a day of trust only fills up' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_offlineday_grows BEFORE UPDATE ON settlement_offlineday
    FOR EACH ROW EXECUTE FUNCTION settlement_offline_day_grows();
CREATE TRIGGER settlement_offlineday_stays BEFORE DELETE ON settlement_offlineday
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();

-- Zero above the cap: what was settled on trust is on the day's row, to the fen, at every commit.
CREATE FUNCTION settlement_offline_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settled bigint;
    allowed bigint;
BEGIN
    IF NEW.state NOT IN ('SETTLED', 'ADJUSTED') THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(total_fen - cash_taken_fen) FILTER (WHERE NOT is_allowed), 0),
           coalesce(sum(total_fen - cash_taken_fen) FILTER (WHERE is_allowed), 0)
      INTO settled, allowed
      FROM settlement_offlinebill
     WHERE person_id = NEW.person_id AND day = NEW.day AND state IN ('SETTLED', 'ADJUSTED');
    IF NOT EXISTS (
        SELECT 1 FROM settlement_offlineday
        WHERE person_id = NEW.person_id AND day = NEW.day
            AND used_fen = settled AND allowed_fen = allowed
    ) THEN
        RAISE EXCEPTION 'offline bill % is not counted', NEW.ref USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_offlinebill_is_counted
    AFTER UPDATE OF state ON settlement_offlinebill
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_offline_is_counted();

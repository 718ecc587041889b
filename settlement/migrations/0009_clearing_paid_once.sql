-- One institution's month is cleared once: a clearing of everything and one of a single insurance
-- or class of the same days exclude each other, which equality alone does not see.
CREATE FUNCTION settlement_clearing_is_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'CANCELLED' THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(
        hashtextextended('settlement_clearing:' || NEW.institution_id::text, 0)
    );
    IF EXISTS (
        SELECT 1 FROM settlement_clearing c
        WHERE c.institution_id = NEW.institution_id AND c.id <> NEW.id
            AND c.state <> 'CANCELLED' AND c.period && NEW.period
            AND (c.insutype = '' OR NEW.insutype = '' OR c.insutype = NEW.insutype)
            AND (c.clr_type = '' OR NEW.clr_type = '' OR c.clr_type = NEW.clr_type)
    ) THEN
        RAISE EXCEPTION 'these days are cleared already' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_clearing_is_once BEFORE INSERT ON settlement_clearing
    FOR EACH ROW EXECUTE FUNCTION settlement_clearing_is_once();

-- A paid clearing stands in the books; its posting names it, so that it is paid once (I1, I24).
CREATE FUNCTION settlement_clearing_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'PAID' AND (NEW.sums ->> 'payable')::bigint <> 0 AND NOT EXISTS (
        SELECT 1 FROM settlement_posting p WHERE p.business = 'clearing:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'clearing % was not posted', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_clearing_is_posted AFTER UPDATE OF state
    ON settlement_clearing DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION settlement_clearing_is_posted();

-- A paid clearing is never undone, and nothing of a clearing is deleted.
CREATE TRIGGER settlement_clearing_stays BEFORE DELETE ON settlement_clearing
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();

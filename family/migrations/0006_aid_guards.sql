-- Who pays for whom never changes: another person is another grant, agreed to anew.
CREATE FUNCTION family_grant_stays_between_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payer_id <> OLD.payer_id OR NEW.member_id <> OLD.member_id
        OR NEW.kind <> OLD.kind OR NEW.for_visit <> OLD.for_visit
        OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'a grant stays between the two people who made it'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER family_grant_stays_between_two BEFORE UPDATE ON family_grant
    FOR EACH ROW EXECUTE FUNCTION family_grant_stays_between_two();
CREATE TRIGGER family_grant_stays BEFORE DELETE ON family_grant
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();

-- The limits that a settlement reads are those that the payer agreed to last (P100).
CREATE FUNCTION family_grant_limits_were_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM family_grant g JOIN LATERAL (
            SELECT * FROM family_grantterms t WHERE t.grant_id = g.id
            ORDER BY t.number DESC LIMIT 1
        ) t ON true
        WHERE g.id = NEW.id
            AND t.per_payment_cap_fen IS NOT DISTINCT FROM g.per_payment_cap_fen
            AND t.daily_cap_fen IS NOT DISTINCT FROM g.daily_cap_fen
            AND t.annual_cap_fen IS NOT DISTINCT FROM g.annual_cap_fen
            AND t.keep_back_fen = g.keep_back_fen
            AND t.uses @> g.uses AND g.uses @> t.uses
    ) THEN
        RAISE EXCEPTION 'grant % has limits that nobody agreed to', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER family_grant_limits_were_agreed AFTER INSERT OR UPDATE ON family_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION family_grant_limits_were_agreed();

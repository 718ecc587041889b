-- I20, T66: a relative's account pays only under a grant that is in force at that moment. The grant
-- stays locked against its end until the bill is committed.
CREATE FUNCTION settlement_aid_has_a_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given record;
    bill record;
BEGIN
    IF NEW.kind <> 'AID_ACCOUNT' THEN
        RETURN NEW;
    END IF;
    SELECT person_id, service_date INTO bill
        FROM settlement_settlement WHERE id = NEW.settlement_id;
    SELECT payer_id, member_id, state, period INTO given
        FROM family_grant WHERE id = NEW.grant_id FOR SHARE;
    IF given IS NULL OR given.state <> 'ACTIVE' OR given.payer_id <> NEW.payer_id
        OR given.member_id <> bill.person_id OR NOT given.period @> bill.service_date THEN
        RAISE EXCEPTION 'no grant lets this account pay' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM settlement_ledgeraccount a
        WHERE a.id = NEW.account_id AND a.person_id = NEW.payer_id
    ) THEN
        RAISE EXCEPTION 'the account is not the payer''s' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_settlementpart_has_a_grant BEFORE INSERT ON settlement_settlementpart
    FOR EACH ROW EXECUTE FUNCTION settlement_aid_has_a_grant();

-- A clearing keeps the sums it was applied for; only its audit and payment are added.
CREATE FUNCTION settlement_clearing_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'auditor_id', 'audited_at', 'payer_id', 'paid_at', 'bank_number'];
BEGIN
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION 'the sums of a clearing are fixed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_clearing_is_fixed BEFORE UPDATE ON settlement_clearing
    FOR EACH ROW EXECUTE FUNCTION settlement_clearing_is_fixed();

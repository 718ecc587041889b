DROP TRIGGER settlement_exchange_fits ON settlement_exchange;
DROP FUNCTION settlement_exchange_fits();
DROP TRIGGER settlement_suspensepayout_is_posted ON settlement_suspensepayout;
DROP FUNCTION settlement_payout_is_posted();
DROP TRIGGER settlement_suspensepayout_no_truncate ON settlement_suspensepayout;
DROP TRIGGER settlement_suspensepayout_stays ON settlement_suspensepayout;
DROP TRIGGER settlement_suspensepayout_starts ON settlement_suspensepayout;
DROP TRIGGER settlement_suspensepayout_is_fixed ON settlement_suspensepayout;
DROP FUNCTION settlement_payout_is_fixed();
DROP TRIGGER settlement_ledgerentry_suspense_is_personal ON settlement_ledgerentry;
DROP FUNCTION settlement_suspense_is_personal();
DROP TRIGGER settlement_ledgeraccount_closed_is_empty ON settlement_ledgeraccount;
DROP FUNCTION settlement_closed_account_is_empty();
CREATE OR REPLACE FUNCTION settlement_balance_is_derived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['balance_fen', 'is_activated', 'is_frozen', 'touched_at'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance_fen <> 0 THEN
            RAISE EXCEPTION 'an account opens at zero' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.balance_fen <> OLD.balance_fen AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance changes by entries only' USING ERRCODE = 'check_violation';
    END IF;
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION 'an account stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER settlement_premiumpart_belongs ON settlement_premiumpart;
DROP TRIGGER settlement_premium_is_whole ON settlement_premium;
DROP TRIGGER settlement_premiumpart_has_a_grant ON settlement_premiumpart;
DROP TRIGGER settlement_premium_starts ON settlement_premium;
DROP TRIGGER settlement_premium_no_truncate ON settlement_premium;
DROP TRIGGER settlement_premium_stays ON settlement_premium;
DROP TRIGGER settlement_premium_is_fixed ON settlement_premium;
DROP FUNCTION settlement_premiumpart_belongs();
DROP FUNCTION settlement_premium_is_whole();
DROP FUNCTION settlement_premium_aid_has_a_grant();
DROP FUNCTION settlement_premium_is_fixed();

CREATE OR REPLACE FUNCTION settlement_charge_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('DONE', 'SETTLED', 'RETURNED') AND NOT EXISTS (
        SELECT 1 FROM settlement_posting WHERE business = 'card_charge:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'payment % was not posted', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'RETURNED' AND NOT EXISTS (
        SELECT 1 FROM settlement_cardrefund
        WHERE charge_id = NEW.id AND refund_part_id IS NULL AND amount_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'payment % is not on its way back', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'SETTLED' AND NOT EXISTS (
        SELECT 1 FROM settlement_settlementpart
        WHERE settlement_id = NEW.settlement_id AND kind = 'CARD' AND amount_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'payment % is not a source of its bill', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

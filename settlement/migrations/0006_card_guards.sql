-- Bank cards: what was asked of the bank never changes, and the books follow what the bank did.

CREATE FUNCTION settlement_card_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'check_reason', 'token', 'reserved_phone', 'is_default',
        'per_payment_fen', 'per_day_fen', 'valid_until', 'removed_at'];
BEGIN
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION 'a card stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_bankcard_is_fixed BEFORE UPDATE ON settlement_bankcard
    FOR EACH ROW EXECUTE FUNCTION settlement_card_is_fixed();

CREATE FUNCTION settlement_bank_task_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'refusal', 'bank_number', 'asked_at', 'known_at', 'asks',
        'next_ask_at', 'valid_until', 'given_up_at', 'settlement_id', 'case_ref'];
BEGIN
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION 'what the bank was asked does not change' USING ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(OLD) ->> 'settlement_id' IS NOT NULL
        AND to_jsonb(NEW) -> 'settlement_id' <> to_jsonb(OLD) -> 'settlement_id' THEN
        RAISE EXCEPTION 'a payment belongs to one bill' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_cardcharge_is_fixed BEFORE UPDATE ON settlement_cardcharge
    FOR EACH ROW EXECUTE FUNCTION settlement_bank_task_is_fixed();
CREATE TRIGGER settlement_cardrefund_is_fixed BEFORE UPDATE ON settlement_cardrefund
    FOR EACH ROW EXECUTE FUNCTION settlement_bank_task_is_fixed();
CREATE TRIGGER settlement_cardcharge_stays BEFORE DELETE ON settlement_cardcharge
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_cardrefund_stays BEFORE DELETE ON settlement_cardrefund
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_cardcharge_no_truncate BEFORE TRUNCATE ON settlement_cardcharge
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_cardrefund_no_truncate BEFORE TRUNCATE ON settlement_cardrefund
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

-- I12: nothing is born in the middle of its life.
CREATE TRIGGER settlement_bankcard_starts BEFORE INSERT ON settlement_bankcard
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('ACTIVE');
CREATE TRIGGER settlement_cardbinding_starts BEFORE INSERT ON settlement_cardbinding
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('ASKED');
CREATE TRIGGER settlement_cardcharge_starts BEFORE INSERT ON settlement_cardcharge
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('AWAITING');
CREATE TRIGGER settlement_cardrefund_starts BEFORE INSERT ON settlement_cardrefund
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('PENDING');

-- What the bank did stands in the books, in the same transaction.
CREATE FUNCTION settlement_charge_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER settlement_cardcharge_is_posted
    AFTER INSERT OR UPDATE OF state ON settlement_cardcharge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_charge_is_posted();

CREATE FUNCTION settlement_card_refund_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('DONE', 'PAID_OUT') AND NOT EXISTS (
        SELECT 1 FROM settlement_posting WHERE business = 'card_refund:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'card refund % was not posted', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_cardrefund_is_posted
    AFTER INSERT OR UPDATE OF state ON settlement_cardrefund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_card_refund_is_posted();

-- I10: never more back to a card than it paid; counted under the row lock of the payment.
CREATE FUNCTION settlement_card_refund_within() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    paid bigint;
    back numeric;
BEGIN
    SELECT amount_fen INTO paid FROM settlement_cardcharge WHERE id = NEW.charge_id FOR UPDATE;
    SELECT coalesce(sum(amount_fen), 0) INTO back
        FROM settlement_cardrefund WHERE charge_id = NEW.charge_id;
    IF back + NEW.amount_fen > paid THEN
        RAISE EXCEPTION 'payment % would give back more than it took', NEW.charge_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_cardrefund_within BEFORE INSERT ON settlement_cardrefund
    FOR EACH ROW EXECUTE FUNCTION settlement_card_refund_within();

-- A card among the sources of a bill is a payment that the bank made.
CREATE FUNCTION settlement_card_part_is_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'CARD' AND NOT EXISTS (
        SELECT 1 FROM settlement_cardcharge c
        WHERE c.settlement_id = NEW.settlement_id AND c.state = 'SETTLED'
            AND c.amount_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'no bank paid source %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_settlementpart_card_is_paid
    AFTER INSERT ON settlement_settlementpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_card_part_is_paid();

-- P173: what a refund owes to a card is on its way to that card.
CREATE FUNCTION settlement_card_refund_is_owed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM settlement_settlementpart WHERE id = NEW.part_id AND kind = 'CARD')
        AND NOT EXISTS (
            SELECT 1 FROM settlement_cardrefund r
            JOIN settlement_cardcharge c ON c.id = r.charge_id
            JOIN settlement_settlementpart p
                ON p.id = NEW.part_id AND p.settlement_id = c.settlement_id
            WHERE r.refund_part_id = NEW.id AND r.amount_fen = NEW.amount_fen
        ) THEN
        RAISE EXCEPTION 'nobody sends % back to its card', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_refundpart_card_is_owed AFTER INSERT ON settlement_refundpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_card_refund_is_owed();

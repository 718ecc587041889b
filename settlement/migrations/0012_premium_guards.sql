-- P172, P120: a premium keeps what was asked for and from whom; the books follow its state.

CREATE FUNCTION settlement_premium_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'refusal', 'register_number', 'asked_at', 'known_at', 'asks',
        'next_ask_at'];
BEGIN
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION 'what a premium asks for does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_premium_is_fixed BEFORE UPDATE ON settlement_premium
    FOR EACH ROW EXECUTE FUNCTION settlement_premium_is_fixed();
CREATE TRIGGER settlement_premium_stays BEFORE DELETE ON settlement_premium
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_premium_no_truncate BEFORE TRUNCATE ON settlement_premium
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_premium_starts BEFORE INSERT ON settlement_premium
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('PENDING');

-- I20, T66: a relative's account pays a premium only under a grant for premiums, in force today.
CREATE FUNCTION settlement_premium_aid_has_a_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given record;
    paid record;
BEGIN
    IF NEW.kind = 'CARD' THEN
        RETURN NEW;
    END IF;
    SELECT member_id, (created_at AT TIME ZONE 'Asia/Shanghai')::date AS day INTO paid
        FROM settlement_premium WHERE id = NEW.premium_id;
    IF NOT EXISTS (
        SELECT 1 FROM settlement_ledgeraccount a WHERE a.id = NEW.account_id
            AND a.person_id = CASE WHEN NEW.kind = 'OWN_ACCOUNT' THEN paid.member_id
                ELSE NEW.payer_id END
    ) THEN
        RAISE EXCEPTION 'the account is not the payer''s' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'OWN_ACCOUNT' THEN
        RETURN NEW;
    END IF;
    SELECT payer_id, member_id, state, period, uses INTO given
        FROM family_grant WHERE id = NEW.grant_id FOR SHARE;
    IF given IS NULL OR given.state <> 'ACTIVE' OR given.payer_id <> NEW.payer_id
        OR given.member_id <> paid.member_id OR NOT given.period @> paid.day
        OR NOT 'PREMIUM' = ANY (given.uses) THEN
        RAISE EXCEPTION 'no grant lets this account pay' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_premiumpart_has_a_grant BEFORE INSERT ON settlement_premiumpart
    FOR EACH ROW EXECUTE FUNCTION settlement_premium_aid_has_a_grant();

-- At commit: the sources are the amount; what they gave, handed on or got back stands in the books.
CREATE FUNCTION settlement_premium_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    by_account bigint;
    by_card bigint;
BEGIN
    SELECT coalesce(sum(amount_fen) FILTER (WHERE kind <> 'CARD'), 0),
            coalesce(sum(amount_fen) FILTER (WHERE kind = 'CARD'), 0)
        INTO by_account, by_card FROM settlement_premiumpart WHERE premium_id = NEW.id;
    IF by_account + by_card <> NEW.amount_fen THEN
        RAISE EXCEPTION 'premium %: its sources are not its amount', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF by_account > 0 AND NOT EXISTS (
        SELECT 1 FROM settlement_posting WHERE business = 'premium:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'premium % was not posted', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF by_account > 0 AND NEW.state IN ('FAILED', 'REFUNDED') AND NOT EXISTS (
        SELECT 1 FROM settlement_posting WHERE business = 'premium_back:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'premium % was not given back', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'PAID' AND NOT EXISTS (
        SELECT 1 FROM settlement_posting WHERE business = 'premium_paid:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'premium % was not handed on', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF by_card > 0 AND NEW.state = 'PAID' AND NOT EXISTS (
        SELECT 1 FROM settlement_cardcharge
        WHERE premium_id = NEW.id AND state = 'SETTLED' AND amount_fen = by_card
    ) THEN
        RAISE EXCEPTION 'no bank paid its part of premium %', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_premium_is_whole
    AFTER INSERT OR UPDATE OF state ON settlement_premium
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_premium_is_whole();

-- A part that comes later would be judged with its premium only: the sources come with the premium.
CREATE FUNCTION settlement_premiumpart_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount_fen) FROM settlement_premiumpart WHERE premium_id = NEW.premium_id)
        <> (SELECT amount_fen FROM settlement_premium WHERE id = NEW.premium_id) THEN
        RAISE EXCEPTION 'premium %: its sources are not its amount', NEW.premium_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_premiumpart_belongs AFTER INSERT ON settlement_premiumpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_premiumpart_belongs();

-- A payment by card is used for a bill or for a premium.
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
        UNION ALL
        SELECT 1 FROM settlement_premiumpart s JOIN settlement_premium p ON p.id = s.premium_id
        WHERE p.id = NEW.premium_id AND p.state = 'PAID' AND s.kind = 'CARD'
            AND s.amount_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'payment % is not a source of what it pays', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

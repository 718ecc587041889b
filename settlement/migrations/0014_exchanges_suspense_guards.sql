-- An account keeps its owner, number and world; it may be closed and opened again.
CREATE OR REPLACE FUNCTION settlement_balance_is_derived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['balance_fen', 'is_activated', 'is_frozen', 'touched_at', 'closed_at'];
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

-- P118: nothing stays on a closed account; judged at commit, when the sweep has been posted.
CREATE FUNCTION settlement_closed_account_is_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM settlement_ledgeraccount
        WHERE id = NEW.id AND closed_at IS NOT NULL AND balance_fen <> 0
    ) THEN
        RAISE EXCEPTION 'closed account % holds money', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_ledgeraccount_closed_is_empty
    AFTER UPDATE OF balance_fen, closed_at ON settlement_ledgeraccount
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION settlement_closed_account_is_empty();

-- T64: what waits for somebody came from the same person's accounts and goes to that person's own
-- account or out by a payout, never to a till or to another person.
CREATE FUNCTION settlement_suspense_is_personal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM added e JOIN settlement_ledgeraccount a ON a.id = e.account_id AND a.kind = 'SUSPENSE'
        JOIN added o ON o.posting_id = e.posting_id AND o.id <> e.id
        JOIN settlement_ledgeraccount b ON b.id = o.account_id
        WHERE NOT coalesce(b.person_id = a.person_id AND b.kind IN ('PERSONAL', 'WALLET'), false)
            AND NOT (b.kind = 'PAID_OUT' AND e.debit_fen > 0)
    ) THEN
        RAISE EXCEPTION 'money that waits for somebody goes to that person only'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_ledgerentry_suspense_is_personal AFTER INSERT ON settlement_ledgerentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION settlement_suspense_is_personal();

-- A payout is of a SUSPENSE account, says the same for ever, and stands in the books once paid.
CREATE FUNCTION settlement_payout_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'payer_id', 'ended_at', 'bank_number', 'payee', 'bank_account'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT 1 FROM settlement_ledgeraccount WHERE id = NEW.account_id AND kind = 'SUSPENSE'
        ) THEN
            RAISE EXCEPTION 'paid out is what waits for somebody'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free) OR OLD.state <> 'PROPOSED' AND
        (to_jsonb(NEW) - ARRAY['payee', 'bank_account'])
            <> (to_jsonb(OLD) - ARRAY['payee', 'bank_account']) THEN
        RAISE EXCEPTION 'a payout says the same for ever' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_suspensepayout_is_fixed BEFORE INSERT OR UPDATE
    ON settlement_suspensepayout FOR EACH ROW EXECUTE FUNCTION settlement_payout_is_fixed();
CREATE TRIGGER settlement_suspensepayout_starts BEFORE INSERT ON settlement_suspensepayout
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('PROPOSED');
CREATE TRIGGER settlement_suspensepayout_stays BEFORE DELETE ON settlement_suspensepayout
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_suspensepayout_no_truncate BEFORE TRUNCATE ON settlement_suspensepayout
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

CREATE FUNCTION settlement_payout_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'PAID' AND NOT EXISTS (
        SELECT 1 FROM settlement_posting p JOIN settlement_ledgerentry e ON e.posting_id = p.id
        WHERE p.business = 'payout:' || NEW.id::text
            AND e.account_id = NEW.account_id AND e.debit_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'payout % was not posted', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_suspensepayout_is_posted
    AFTER UPDATE OF state ON settlement_suspensepayout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_payout_is_posted();

-- An exchange is of one person, one place and one day's scan; its refund is of the first bill.
CREATE FUNCTION settlement_exchange_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1
        FROM settlement_settlement first
        JOIN settlement_settlement then_ ON then_.id = NEW.replacement_id
        JOIN settlement_visit v ON v.id = then_.visit_id AND v.exchanged_from_id = first.visit_id
        JOIN settlement_refund r ON r.id = NEW.refund_id AND r.settlement_id = first.id
        WHERE first.id = NEW.settlement_id AND first.person_id = then_.person_id
            AND first.institution_id = then_.institution_id
    ) THEN
        RAISE EXCEPTION 'exchange % does not fit its bills', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_exchange_fits BEFORE INSERT ON settlement_exchange
    FOR EACH ROW EXECUTE FUNCTION settlement_exchange_fits();

-- Filings know where the person was insured when they were made (P163).
UPDATE settlement_remotefiling f SET insuplc_admdvs = e.insuplc_admdvs
    FROM accounts_enrolment e WHERE e.person_id = f.person_id AND e.is_current;

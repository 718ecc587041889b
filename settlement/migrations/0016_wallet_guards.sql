-- The own wallet pays inside acct_pay, as money of the person's own (self_acct_pay).
CREATE OR REPLACE FUNCTION settlement_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT (
            coalesce(sum(amount_fen), 0), coalesce(sum(fulamt_ownpay_amt_fen), 0),
            coalesce(sum(overlmt_selfpay_fen), 0), coalesce(sum(preselfpay_amt_fen), 0),
            coalesce(sum(inscp_scp_amt_fen), 0)
        ) <> (
            NEW.medfee_sumamt_fen::numeric, NEW.fulamt_ownpay_amt_fen::numeric,
            NEW.overlmt_selfpay_fen::numeric, NEW.preselfpay_amt_fen::numeric,
            NEW.inscp_scp_amt_fen::numeric
        ) FROM settlement_settlementline WHERE settlement_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'settlement %: lines are not the total', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT (
            coalesce(sum(amount_fen) FILTER (WHERE kind = 'FUND'), 0),
            coalesce(sum(amount_fen) FILTER (WHERE kind IN ('OWN_ACCOUNT', 'WALLET')), 0),
            coalesce(sum(amount_fen) FILTER (WHERE kind = 'AID_ACCOUNT'), 0),
            coalesce(sum(amount_fen) FILTER (WHERE kind IN ('CASH', 'CARD')), 0)
        ) <> (
            NEW.fund_pay_sumamt_fen::numeric, NEW.self_acct_pay_fen::numeric,
            NEW.acct_mulaid_pay_fen::numeric, NEW.psn_cash_pay_fen::numeric
        ) FROM settlement_settlementpart WHERE settlement_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'settlement %: sources are not the total', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM settlement_settlementpart
        WHERE settlement_id = NEW.id AND kind = 'FUND'
        GROUP BY fund
        HAVING sum(amount_fen)
            IS DISTINCT FROM (to_jsonb(NEW) ->> (fund || '_fen'))::numeric
    ) THEN
        RAISE EXCEPTION 'settlement %: a fund paid another amount than the bill says', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM settlement_books_agree(NEW.id);
    IF NOT EXISTS (
        SELECT 1 FROM kernel_outboxmessage o WHERE o.key = 'settlement.settled:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'settlement % was not announced', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settlement_refund_agrees(which uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    this settlement_refund;
BEGIN
    SELECT * INTO this FROM settlement_refund WHERE id = which;
    IF (SELECT (
            coalesce(sum(r.amount_fen), 0),
            coalesce(sum(r.amount_fen) FILTER (WHERE p.kind = 'FUND'), 0),
            coalesce(sum(r.amount_fen) FILTER (WHERE p.kind IN ('OWN_ACCOUNT', 'WALLET')), 0),
            coalesce(sum(r.amount_fen) FILTER (WHERE p.kind = 'AID_ACCOUNT'), 0),
            coalesce(sum(r.amount_fen) FILTER (WHERE p.kind IN ('CASH', 'CARD')), 0)
        ) <> (
            (this.medfee_sumamt_fen - this.hosp_part_amt_fen)::numeric,
            this.fund_pay_sumamt_fen::numeric, this.self_acct_pay_fen::numeric,
            this.acct_mulaid_pay_fen::numeric, this.psn_cash_pay_fen::numeric
        )
        FROM settlement_refundpart r JOIN settlement_settlementpart p ON p.id = r.part_id
        WHERE r.refund_id = which
    ) THEN
        RAISE EXCEPTION 'refund %: its parts are not its total', which
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM settlement_books_agree(this.settlement_id);
    IF NOT EXISTS (
        SELECT 1 FROM kernel_outboxmessage o
        WHERE o.key = CASE WHEN this.is_reversal
            THEN 'settlement.reversed:' || this.settlement_id::text
            ELSE 'settlement.refunded:' || which::text END
    ) THEN
        RAISE EXCEPTION 'refund % was not announced', which USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- A wallet pays its owner's bills only.
CREATE FUNCTION settlement_wallet_pays_its_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'WALLET' AND NOT EXISTS (
        SELECT 1 FROM settlement_settlement s JOIN settlement_ledgeraccount a
            ON a.id = NEW.account_id AND a.kind = 'WALLET' AND a.person_id = s.person_id
        WHERE s.id = NEW.settlement_id
    ) THEN
        RAISE EXCEPTION 'the wallet is not the patient''s' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_settlementpart_wallet_is_own BEFORE INSERT ON settlement_settlementpart
    FOR EACH ROW EXECUTE FUNCTION settlement_wallet_pays_its_owner();

-- P99, P102: money reaches a wallet from a transfer (or comes back from a bill or from what waits
-- for the same person), and leaves it for a bill; it is never passed on. What is on its way came
-- from a personal account and goes to a wallet or back.
CREATE FUNCTION settlement_wallet_is_not_passed_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM added e JOIN settlement_ledgeraccount a ON a.id = e.account_id AND a.kind = 'WALLET'
        JOIN settlement_posting p ON p.id = e.posting_id AND p.settlement_id IS NULL
        JOIN added o ON o.posting_id = e.posting_id AND o.id <> e.id
        JOIN settlement_ledgeraccount b ON b.id = o.account_id
        WHERE NOT (b.kind = 'SUSPENSE' AND b.person_id = a.person_id)
            AND NOT (b.kind = 'HELD' AND b.code = 'wallet-transit' AND e.credit_fen > 0)
    ) THEN
        RAISE EXCEPTION 'money of a wallet is not passed on' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1
        FROM added e JOIN settlement_ledgeraccount a
            ON a.id = e.account_id AND a.kind = 'HELD' AND a.code = 'wallet-transit'
        JOIN added o ON o.posting_id = e.posting_id AND o.id <> e.id
        JOIN settlement_ledgeraccount b ON b.id = o.account_id
        WHERE NOT (b.kind = 'PERSONAL' OR (b.kind = 'WALLET' AND e.debit_fen > 0))
    ) THEN
        RAISE EXCEPTION 'money on its way to a wallet goes there or back'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_ledgerentry_wallet_is_not_passed_on AFTER INSERT
    ON settlement_ledgerentry REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION settlement_wallet_is_not_passed_on();

-- A transfer is between the accounts of its two people and says the same for ever.
CREATE FUNCTION settlement_wallettransfer_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'ended_at'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (to_jsonb(NEW) - free) <> (to_jsonb(OLD) - free) OR OLD.state <> 'OFFERED' THEN
            RAISE EXCEPTION 'a transfer says the same for ever' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (SELECT count(*) FROM settlement_ledgeraccount a
        WHERE (a.id = NEW.account_id AND a.kind = 'PERSONAL' AND a.person_id = NEW.giver_id)
            OR (a.id = NEW.wallet_id AND a.kind = 'WALLET' AND a.person_id = NEW.giver_id)
            OR (a.id = NEW.to_wallet_id AND a.kind = 'WALLET' AND a.person_id = NEW.receiver_id)
    ) <> 3 THEN
        RAISE EXCEPTION 'transfer % is not between its people', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_wallettransfer_is_fixed BEFORE INSERT OR UPDATE
    ON settlement_wallettransfer FOR EACH ROW
    EXECUTE FUNCTION settlement_wallettransfer_is_fixed();
CREATE TRIGGER settlement_wallettransfer_starts BEFORE INSERT ON settlement_wallettransfer
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('OFFERED');
CREATE TRIGGER settlement_wallettransfer_stays BEFORE DELETE ON settlement_wallettransfer
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_wallettransfer_no_truncate BEFORE TRUNCATE ON settlement_wallettransfer
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

-- Judged at commit: the money is where the state says that it is.
CREATE FUNCTION settlement_wallettransfer_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text := CASE NEW.state WHEN 'OFFERED' THEN NULL
        WHEN 'ACCEPTED' THEN 'wallet_accept:' ELSE 'wallet_back:' END;
    goal uuid := CASE NEW.state WHEN 'ACCEPTED' THEN NEW.to_wallet_id ELSE NEW.account_id END;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM settlement_posting p JOIN settlement_ledgerentry e ON e.posting_id = p.id
        WHERE p.business = 'wallet:' || NEW.id::text
            AND e.account_id = NEW.account_id AND e.debit_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'transfer % was not posted', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF ending IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM settlement_posting p JOIN settlement_ledgerentry e ON e.posting_id = p.id
        WHERE p.business = ending || NEW.id::text
            AND e.account_id = goal AND e.credit_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'transfer % did not arrive', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_wallettransfer_is_posted
    AFTER INSERT OR UPDATE OF state ON settlement_wallettransfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION settlement_wallettransfer_is_posted();

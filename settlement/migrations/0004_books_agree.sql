-- A settlement, its lines, its sources and the books say the same (I5, I6, I10, I11).

-- Nothing is added past the total; that it is reached is judged at commit with the settlement.
-- By statement: a bill of thousands of lines is added up once, not once a line.
DROP TRIGGER settlement_settlementline_belongs ON settlement_settlementline;
DROP TRIGGER settlement_settlementpart_belongs ON settlement_settlementpart;
DROP FUNCTION settlement_piece_belongs();

CREATE FUNCTION settlement_lines_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM settlement_settlement s
        WHERE s.id IN (SELECT settlement_id FROM added) AND s.medfee_sumamt_fen < (
            SELECT sum(l.amount_fen) FROM settlement_settlementline l WHERE l.settlement_id = s.id)
    ) THEN
        RAISE EXCEPTION 'lines exceed the total of their settlement'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_settlementline_within AFTER INSERT ON settlement_settlementline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION settlement_lines_within();

CREATE FUNCTION settlement_parts_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added WHERE amount_fen <= 0 OR refunded_fen <> 0) THEN
        RAISE EXCEPTION 'a source pays something and has nothing back when it is written'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM settlement_settlement s
        WHERE s.id IN (SELECT settlement_id FROM added)
            AND s.medfee_sumamt_fen - s.hosp_part_amt_fen < (
                SELECT sum(p.amount_fen) FROM settlement_settlementpart p
                WHERE p.settlement_id = s.id)
    ) THEN
        RAISE EXCEPTION 'sources exceed the total of their settlement'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_settlementpart_within AFTER INSERT ON settlement_settlementpart
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION settlement_parts_within();

-- The books of a settlement: what each source gave and did not get back is what its accounts lost.
CREATE FUNCTION settlement_books_agree(which uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM (
            SELECT account_id, sum(amount_fen - refunded_fen) AS fen
            FROM settlement_settlementpart WHERE settlement_id = which GROUP BY account_id
        ) source
        FULL JOIN (
            SELECT e.account_id, sum(e.debit_fen - e.credit_fen) AS fen
            FROM settlement_posting p
            JOIN settlement_ledgerentry e ON e.posting_id = p.id
            JOIN settlement_ledgeraccount a ON a.id = e.account_id AND a.kind <> 'RECEIVABLE'
            WHERE p.settlement_id = which GROUP BY e.account_id
        ) leg USING (account_id)
        WHERE coalesce(source.fen, 0) <> coalesce(leg.fen, 0)
    ) THEN
        RAISE EXCEPTION 'settlement %: its sources and its postings differ', which
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM settlement_settlement s
        JOIN settlement_settlementpart p ON p.settlement_id = s.id
        WHERE s.id = which AND s.state IN ('REVERSED', 'REFUNDED')
            AND p.refunded_fen <> p.amount_fen
    ) THEN
        RAISE EXCEPTION 'settlement % is undone but still moves money', which
            USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION settlement_posting_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.settlement_id IS NOT NULL THEN
        PERFORM settlement_books_agree(NEW.settlement_id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_posting_agrees AFTER INSERT ON settlement_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_posting_agrees();

-- I11: also for whole refunds, and whatever is posted later.
DROP TRIGGER settlement_settlement_reversal_is_neutral ON settlement_settlement;
DROP FUNCTION settlement_reversal_is_neutral();
CREATE FUNCTION settlement_state_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM settlement_books_agree(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_settlement_state_agrees
    AFTER UPDATE OF state ON settlement_settlement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_state_agrees();

-- I5, I6: every header amount is the sum of its lines or of its sources.
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
            coalesce(sum(amount_fen) FILTER (WHERE kind = 'OWN_ACCOUNT'), 0),
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

-- I10: a refund is what its parts say; they belong to the same settlement; it was posted.
CREATE FUNCTION settlement_refund_agrees(which uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    this settlement_refund;
BEGIN
    SELECT * INTO this FROM settlement_refund WHERE id = which;
    IF (SELECT (
            coalesce(sum(r.amount_fen), 0),
            coalesce(sum(r.amount_fen) FILTER (WHERE p.kind = 'FUND'), 0),
            coalesce(sum(r.amount_fen) FILTER (WHERE p.kind = 'OWN_ACCOUNT'), 0),
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

CREATE FUNCTION settlement_refund_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM settlement_refund_agrees(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_refund_is_whole AFTER INSERT ON settlement_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_refund_is_whole();

CREATE FUNCTION settlement_refundpart_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM settlement_refund_agrees(NEW.refund_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_refundpart_belongs AFTER INSERT ON settlement_refundpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_refundpart_belongs();

CREATE OR REPLACE FUNCTION settlement_count_refund_part() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE settlement_settlementpart SET refunded_fen = refunded_fen + NEW.amount_fen
        WHERE id = NEW.part_id
            AND settlement_id = (SELECT settlement_id FROM settlement_refund WHERE id = NEW.refund_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a refund gives back sources of its own settlement only'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settlement_count_refund_line() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE settlement_settlementline SET refunded_cnt = refunded_cnt + NEW.cnt
        WHERE id = NEW.line_id
            AND settlement_id = (SELECT settlement_id FROM settlement_refund WHERE id = NEW.refund_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a refund gives back lines of its own settlement only'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- I12: nothing is born in the middle of its life.
CREATE FUNCTION settlement_starts_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> TG_ARGV[0] THEN
        RAISE EXCEPTION '% begins as %, not as %', TG_TABLE_NAME, TG_ARGV[0], NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_visit_starts BEFORE INSERT ON settlement_visit
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('REGISTERED');
CREATE TRIGGER settlement_settlement_starts BEFORE INSERT ON settlement_settlement
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('SETTLED');
CREATE TRIGGER settlement_settlementattempt_starts BEFORE INSERT ON settlement_settlementattempt
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('PENDING');
CREATE TRIGGER settlement_policypack_starts BEFORE INSERT ON settlement_policypack
    FOR EACH ROW EXECUTE FUNCTION settlement_starts_at('DRAFT');

-- P195: only the approval of a policy version may change; nothing of it goes away.
CREATE OR REPLACE FUNCTION settlement_pack_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    approval text[] := ARRAY['state', 'first_approver_id', 'second_approver_id', 'activated_at'];
BEGIN
    IF (to_jsonb(NEW) - approval) <> (to_jsonb(OLD) - approval) THEN
        RAISE EXCEPTION 'a policy version does not change; import a new one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_policypack_stays BEFORE DELETE ON settlement_policypack
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_policypack_no_truncate BEFORE TRUNCATE ON settlement_policypack
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

-- An account keeps its owner, number and world.
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

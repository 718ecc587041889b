DROP TRIGGER settlement_policypack_no_truncate ON settlement_policypack;
DROP TRIGGER settlement_policypack_stays ON settlement_policypack;
DROP TRIGGER settlement_policypack_starts ON settlement_policypack;
DROP TRIGGER settlement_settlementattempt_starts ON settlement_settlementattempt;
DROP TRIGGER settlement_settlement_starts ON settlement_settlement;
DROP TRIGGER settlement_visit_starts ON settlement_visit;
DROP TRIGGER settlement_refundpart_belongs ON settlement_refundpart;
DROP TRIGGER settlement_refund_is_whole ON settlement_refund;
DROP TRIGGER settlement_settlement_state_agrees ON settlement_settlement;
DROP TRIGGER settlement_posting_agrees ON settlement_posting;
DROP TRIGGER settlement_settlementpart_within ON settlement_settlementpart;
DROP TRIGGER settlement_settlementline_within ON settlement_settlementline;

CREATE OR REPLACE FUNCTION settlement_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line_sum numeric;
    part_sum numeric;
BEGIN
    SELECT coalesce(sum(amount_fen), 0) INTO line_sum
        FROM settlement_settlementline WHERE settlement_id = NEW.id;
    SELECT coalesce(sum(amount_fen), 0) INTO part_sum
        FROM settlement_settlementpart WHERE settlement_id = NEW.id;
    IF line_sum <> NEW.medfee_sumamt_fen THEN
        RAISE EXCEPTION 'settlement %: lines % are not the total %',
            NEW.id, line_sum, NEW.medfee_sumamt_fen USING ERRCODE = 'check_violation';
    END IF;
    IF part_sum <> NEW.medfee_sumamt_fen - NEW.hosp_part_amt_fen THEN
        RAISE EXCEPTION 'settlement %: sources % are not the total %',
            NEW.id, part_sum, NEW.medfee_sumamt_fen USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.medfee_sumamt_fen > 0
        AND NOT EXISTS (SELECT 1 FROM settlement_posting p WHERE p.settlement_id = NEW.id) THEN
        RAISE EXCEPTION 'settlement % was not posted', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM kernel_outboxmessage o WHERE o.key = 'settlement.settled:' || NEW.id::text
    ) THEN
        RAISE EXCEPTION 'settlement % was not announced', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settlement_count_refund_part() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE settlement_settlementpart
        SET refunded_fen = refunded_fen + NEW.amount_fen WHERE id = NEW.part_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settlement_count_refund_line() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE settlement_settlementline
        SET refunded_cnt = refunded_cnt + NEW.cnt WHERE id = NEW.line_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settlement_pack_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.document <> OLD.document OR NEW.sha256 <> OLD.sha256 OR NEW.region <> OLD.region
        OR NEW.version <> OLD.version OR NEW.effective <> OLD.effective
        OR NEW.official <> OLD.official THEN
        RAISE EXCEPTION 'a policy version does not change; import a new one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION settlement_balance_is_derived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance_fen <> 0 THEN
            RAISE EXCEPTION 'an account opens at zero' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.balance_fen <> OLD.balance_fen AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance changes by entries only' USING ERRCODE = 'check_violation';
    ELSIF NEW.is_tracked IS DISTINCT FROM OLD.is_tracked
        OR NEW.person_id IS DISTINCT FROM OLD.person_id
        OR NEW.kind IS DISTINCT FROM OLD.kind THEN
        RAISE EXCEPTION 'an account stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

DROP FUNCTION settlement_starts_at();
DROP FUNCTION settlement_refundpart_belongs();
DROP FUNCTION settlement_refund_is_whole();
DROP FUNCTION settlement_refund_agrees(uuid);
DROP FUNCTION settlement_state_agrees();
DROP FUNCTION settlement_posting_agrees();
DROP FUNCTION settlement_books_agree(uuid);
DROP FUNCTION settlement_parts_within();
DROP FUNCTION settlement_lines_within();

CREATE FUNCTION settlement_piece_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total bigint;
    hospital bigint;
    pieces numeric;
BEGIN
    SELECT medfee_sumamt_fen, hosp_part_amt_fen INTO total, hospital
        FROM settlement_settlement WHERE id = NEW.settlement_id;
    EXECUTE format('SELECT sum(amount_fen) FROM %I WHERE settlement_id = $1', TG_TABLE_NAME)
        INTO pieces USING NEW.settlement_id;
    IF TG_TABLE_NAME = 'settlement_settlementpart' THEN
        total := total - hospital;
    END IF;
    IF pieces <> total THEN
        RAISE EXCEPTION '% of settlement % add up to %, not %',
            TG_TABLE_NAME, NEW.settlement_id, pieces, total USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_settlementline_belongs AFTER INSERT
    ON settlement_settlementline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION settlement_piece_belongs();
CREATE CONSTRAINT TRIGGER settlement_settlementpart_belongs AFTER INSERT
    ON settlement_settlementpart DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION settlement_piece_belongs();

CREATE FUNCTION settlement_reversal_is_neutral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'REVERSED' AND EXISTS (
        SELECT 1
        FROM settlement_posting p JOIN settlement_ledgerentry e ON e.posting_id = p.id
        WHERE p.settlement_id = NEW.id
        GROUP BY e.account_id
        HAVING sum(e.credit_fen - e.debit_fen) <> 0
    ) THEN
        RAISE EXCEPTION 'reversed settlement % still moves money', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_settlement_reversal_is_neutral
    AFTER UPDATE OF state ON settlement_settlement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_reversal_is_neutral();

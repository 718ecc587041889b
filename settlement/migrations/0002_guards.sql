-- I1: the legs of a posting are at least two and add up to zero; judged at commit.
CREATE FUNCTION settlement_posting_balances(which uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    legs bigint;
    debit numeric;
    credit numeric;
BEGIN
    SELECT count(*), coalesce(sum(debit_fen), 0), coalesce(sum(credit_fen), 0)
        INTO legs, debit, credit
        FROM settlement_ledgerentry WHERE posting_id = which;
    IF legs < 2 THEN
        RAISE EXCEPTION 'posting % has % legs', which, legs USING ERRCODE = 'check_violation';
    END IF;
    IF debit <> credit THEN
        RAISE EXCEPTION 'posting % does not balance: debit %, credit %', which, debit, credit
            USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION settlement_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM settlement_posting_balances(NEW.posting_id);
    RETURN NULL;
END $$;

CREATE FUNCTION settlement_posting_has_legs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM settlement_posting_balances(NEW.id);
    RETURN NULL;
END $$;

-- Later legs may come in a later transaction only as a whole balanced set, so both tables look.
CREATE CONSTRAINT TRIGGER settlement_ledgerentry_balances AFTER INSERT ON settlement_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_entry_balances();
CREATE CONSTRAINT TRIGGER settlement_posting_balances AFTER INSERT ON settlement_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_posting_has_legs();

-- I3, I4: the balance of a tracked account follows its entries and nothing else.
CREATE FUNCTION settlement_keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM settlement_ledgeraccount a
        WHERE a.is_tracked AND a.id IN (SELECT account_id FROM added)
        ORDER BY a.id FOR UPDATE;
    UPDATE settlement_ledgeraccount a
        SET balance_fen = a.balance_fen + moved.amount
        FROM (
            SELECT account_id, sum(credit_fen - debit_fen) AS amount FROM added GROUP BY account_id
        ) moved
        WHERE a.id = moved.account_id AND a.is_tracked;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_ledgerentry_keep_balances AFTER INSERT ON settlement_ledgerentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION settlement_keep_balances();

CREATE FUNCTION settlement_balance_is_derived() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER settlement_ledgeraccount_balance_is_derived
    BEFORE INSERT OR UPDATE ON settlement_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION settlement_balance_is_derived();
CREATE TRIGGER settlement_ledgeraccount_stays BEFORE DELETE ON settlement_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER settlement_ledgeraccount_no_truncate BEFORE TRUNCATE ON settlement_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();

-- The one way to post. Runs with the owner's rights; the application has none on the tables.
-- entries: [{"account": uuid, "debit": 分, "credit": 分}, …]. The business object is unique, so a
-- repeat of the same fact fails instead of posting twice.
CREATE FUNCTION settlement_post(
    posting uuid, tenant bigint, kind text, business text, settlement uuid, at timestamptz,
    entries jsonb
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO settlement_posting (id, tenant_id, kind, business, settlement_id, created_at)
        VALUES (posting, tenant, kind, business, settlement, at);
    INSERT INTO settlement_ledgerentry (posting_id, account_id, debit_fen, credit_fen)
        SELECT posting, (e ->> 'account')::uuid, (e ->> 'debit')::bigint, (e ->> 'credit')::bigint
        FROM jsonb_array_elements(entries) AS e;
    RETURN posting;
END $$;
REVOKE EXECUTE ON FUNCTION settlement_post(uuid, bigint, text, text, uuid, timestamptz, jsonb)
    FROM PUBLIC;

-- I5, I6: lines and sources of a settlement add up to its total; it was posted; it was announced.
CREATE FUNCTION settlement_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER settlement_settlement_is_whole AFTER INSERT ON settlement_settlement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_is_whole();

-- A source or line added later is judged with its settlement.
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

-- I10: what went back is counted by the database, under the row lock of the source.
CREATE FUNCTION settlement_count_refund_part() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE settlement_settlementpart
        SET refunded_fen = refunded_fen + NEW.amount_fen WHERE id = NEW.part_id;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_refundpart_counts AFTER INSERT ON settlement_refundpart
    FOR EACH ROW EXECUTE FUNCTION settlement_count_refund_part();

CREATE FUNCTION settlement_count_refund_line() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE settlement_settlementline
        SET refunded_cnt = refunded_cnt + NEW.cnt WHERE id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_refundline_counts AFTER INSERT ON settlement_refundline
    FOR EACH ROW EXECUTE FUNCTION settlement_count_refund_line();

CREATE FUNCTION settlement_piece_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION '% rows change by refunds only', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_settlementpart_is_fixed BEFORE UPDATE OR DELETE
    ON settlement_settlementpart FOR EACH ROW EXECUTE FUNCTION settlement_piece_is_fixed();
CREATE TRIGGER settlement_settlementline_is_fixed BEFORE UPDATE OR DELETE
    ON settlement_settlementline FOR EACH ROW EXECUTE FUNCTION settlement_piece_is_fixed();

-- A refund part goes to the account that paid the part (T64).
ALTER TABLE settlement_refundpart ADD CONSTRAINT settlement_refundpart_goes_back_to_source
    FOREIGN KEY (part_id, account_id) REFERENCES settlement_settlementpart (id, account_id);

-- Amounts of a settlement never change; only its state does.
CREATE FUNCTION settlement_amounts_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'state') <> (to_jsonb(OLD) - 'state') THEN
        RAISE EXCEPTION 'a settlement changes by refunds and reversals only'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_settlement_is_fixed BEFORE UPDATE ON settlement_settlement
    FOR EACH ROW EXECUTE FUNCTION settlement_amounts_are_fixed();
CREATE TRIGGER settlement_settlement_stays BEFORE DELETE ON settlement_settlement
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();

-- I11: a reversed settlement has no effect on any account.
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

-- P195: a policy version never changes after import, apart from its approval.
CREATE FUNCTION settlement_pack_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.document <> OLD.document OR NEW.sha256 <> OLD.sha256 OR NEW.region <> OLD.region
        OR NEW.version <> OLD.version OR NEW.effective <> OLD.effective
        OR NEW.official <> OLD.official THEN
        RAISE EXCEPTION 'a policy version does not change; import a new one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_policypack_is_fixed BEFORE UPDATE ON settlement_policypack
    FOR EACH ROW EXECUTE FUNCTION settlement_pack_is_fixed();

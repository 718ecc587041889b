DROP TRIGGER settlement_wallettransfer_is_posted ON settlement_wallettransfer;
DROP FUNCTION settlement_wallettransfer_is_posted();
DROP TRIGGER settlement_wallettransfer_no_truncate ON settlement_wallettransfer;
DROP TRIGGER settlement_wallettransfer_stays ON settlement_wallettransfer;
DROP TRIGGER settlement_wallettransfer_starts ON settlement_wallettransfer;
DROP TRIGGER settlement_wallettransfer_is_fixed ON settlement_wallettransfer;
DROP FUNCTION settlement_wallettransfer_is_fixed();
DROP TRIGGER settlement_ledgerentry_wallet_is_not_passed_on ON settlement_ledgerentry;
DROP FUNCTION settlement_wallet_is_not_passed_on();
DROP TRIGGER settlement_settlementpart_wallet_is_own ON settlement_settlementpart;
DROP FUNCTION settlement_wallet_pays_its_owner();
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

CREATE OR REPLACE FUNCTION settlement_refund_agrees(which uuid) RETURNS void LANGUAGE plpgsql AS $$
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

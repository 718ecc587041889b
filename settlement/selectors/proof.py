"""Proof of the books: each invariant again by its own query (``manage.py verify_invariants``)."""

from typing import Any

from django.db import connection, transaction

from ..models import LedgerAccount, LedgerEntry

_QUERIES: dict[str, str] = {
    "I1": """
        SELECT p.id::text FROM settlement_posting p
        LEFT JOIN settlement_ledgerentry e ON e.posting_id = p.id
        GROUP BY p.id
        HAVING count(e.id) < 2 OR sum(e.debit_fen) <> sum(e.credit_fen) LIMIT 100""",
    "I3": "SELECT id::text FROM settlement_ledgeraccount WHERE balance_fen < 0 LIMIT 100",
    "I4": """
        SELECT a.id::text FROM settlement_ledgeraccount a
        LEFT JOIN settlement_ledgerentry e ON e.account_id = a.id
        WHERE a.is_tracked
        GROUP BY a.id
        HAVING a.balance_fen <> coalesce(sum(e.credit_fen - e.debit_fen), 0) LIMIT 100""",
    "I5": """
        SELECT s.setl_id FROM settlement_settlement s
        WHERE s.medfee_sumamt_fen
                <> s.fund_pay_sumamt_fen + s.psn_part_amt_fen + s.hosp_part_amt_fen
           OR s.psn_part_amt_fen <> s.acct_pay_fen + s.psn_cash_pay_fen
           OR s.acct_pay_fen <> s.self_acct_pay_fen + s.acct_mulaid_pay_fen
           OR (s.fund_pay_sumamt_fen, s.self_acct_pay_fen, s.acct_mulaid_pay_fen,
               s.psn_cash_pay_fen) <> (
                SELECT coalesce(sum(amount_fen) FILTER (WHERE kind = 'FUND'), 0),
                    coalesce(sum(amount_fen) FILTER (WHERE kind IN ('OWN_ACCOUNT', 'WALLET')), 0),
                    coalesce(sum(amount_fen) FILTER (WHERE kind = 'AID_ACCOUNT'), 0),
                    coalesce(sum(amount_fen) FILTER (WHERE kind IN ('CASH', 'CARD')), 0)
                FROM settlement_settlementpart p WHERE p.settlement_id = s.id)
        LIMIT 100""",
    "I6": """
        SELECT s.setl_id FROM settlement_settlement s
        WHERE s.medfee_sumamt_fen <> (
            SELECT coalesce(sum(l.amount_fen), 0) FROM settlement_settlementline l
            WHERE l.settlement_id = s.id)
        LIMIT 100""",
    "I8": """
        SELECT visit_id::text FROM settlement_settlement WHERE state <> 'REVERSED'
        GROUP BY visit_id HAVING count(*) > 1 LIMIT 100""",
    "I9": """
        SELECT code_id::text FROM vouchers_scan WHERE code_id IS NOT NULL
        GROUP BY code_id HAVING count(*) > 1 LIMIT 100""",
    "I10": """
        SELECT p.id::text FROM settlement_settlementpart p
        LEFT JOIN settlement_refundpart r ON r.part_id = p.id
        GROUP BY p.id
        HAVING p.refunded_fen <> coalesce(sum(r.amount_fen), 0)
            OR p.refunded_fen NOT BETWEEN 0 AND p.amount_fen
        UNION ALL
        SELECT s.setl_id FROM settlement_settlement s
        WHERE EXISTS (
            SELECT 1 FROM (
                SELECT account_id, sum(amount_fen - refunded_fen) AS fen
                FROM settlement_settlementpart WHERE settlement_id = s.id GROUP BY account_id
            ) source FULL JOIN (
                SELECT e.account_id, sum(e.debit_fen - e.credit_fen) AS fen
                FROM settlement_posting p JOIN settlement_ledgerentry e ON e.posting_id = p.id
                JOIN settlement_ledgeraccount a ON a.id = e.account_id AND a.kind <> 'RECEIVABLE'
                WHERE p.settlement_id = s.id GROUP BY e.account_id
            ) leg USING (account_id)
            WHERE coalesce(source.fen, 0) <> coalesce(leg.fen, 0))
        LIMIT 100""",
    "I11": """
        SELECT s.setl_id FROM settlement_settlement s
        JOIN settlement_posting p ON p.settlement_id = s.id
        JOIN settlement_ledgerentry e ON e.posting_id = p.id
        WHERE s.state IN ('REVERSED', 'REFUNDED')
        GROUP BY s.setl_id, e.account_id
        HAVING sum(e.credit_fen - e.debit_fen) <> 0 LIMIT 100""",
    "I12": """
        SELECT v.visit_id FROM settlement_visit v
        JOIN settlement_settlement s ON s.visit_id = v.id AND s.state <> 'REVERSED'
        WHERE v.state <> s.state
        UNION ALL
        SELECT v.visit_id FROM settlement_visit v
        WHERE v.state IN ('SETTLED', 'PARTLY_REFUNDED', 'REFUNDED') AND NOT EXISTS (
            SELECT 1 FROM settlement_settlement s
            WHERE s.visit_id = v.id AND s.state <> 'REVERSED')
        LIMIT 100""",
    "I21": """
        SELECT s.setl_id FROM settlement_settlement s
        WHERE s.setl_time > now() - interval '30 days' AND NOT EXISTS (
            SELECT 1 FROM kernel_outboxmessage o
            WHERE o.key = 'settlement.settled:' || s.id::text)
        LIMIT 100""",
    "P166": """
        SELECT p.id::text FROM settlement_settlementpart p
        LEFT JOIN settlement_cardcharge c
            ON c.settlement_id = p.settlement_id AND c.amount_fen = p.amount_fen
        WHERE p.kind = 'CARD' AND c.id IS NULL
        UNION ALL
        SELECT t.tenant_id::text FROM (
            SELECT tenant_id, sum(taken) AS clearing, sum(waiting) AS held FROM (
                SELECT tenant_id, amount_fen AS taken,
                    CASE WHEN state = 'DONE' THEN amount_fen ELSE 0 END AS waiting
                FROM settlement_cardcharge WHERE state IN ('DONE', 'SETTLED', 'RETURNED')
                UNION ALL
                SELECT tenant_id,
                    CASE WHEN state IN ('DONE', 'PAID_OUT') THEN -amount_fen ELSE 0 END,
                    CASE WHEN state IN ('DONE', 'PAID_OUT') THEN 0 ELSE amount_fen END
                FROM settlement_cardrefund
                UNION ALL
                SELECT a.tenant_id,
                    CASE WHEN a.kind = 'CARD_CLEARING' THEN e.credit_fen - e.debit_fen ELSE 0 END,
                    CASE WHEN a.kind = 'HELD' THEN e.debit_fen - e.credit_fen ELSE 0 END
                FROM settlement_ledgerentry e JOIN settlement_ledgeraccount a ON a.id = e.account_id
                WHERE a.code = 'card-processor' AND a.kind IN ('CARD_CLEARING', 'HELD')
            ) each_one GROUP BY tenant_id
        ) t WHERE t.clearing <> 0 OR t.held <> 0
        LIMIT 100""",
    "P173": """
        SELECT r.ref FROM settlement_cardrefund r
        JOIN settlement_cardcharge c ON c.id = r.charge_id
        GROUP BY r.ref, c.id
        HAVING (SELECT sum(amount_fen) FROM settlement_cardrefund o WHERE o.charge_id = c.id)
            > c.amount_fen
        UNION ALL
        SELECT x.id::text FROM settlement_refundpart x
        JOIN settlement_settlementpart p ON p.id = x.part_id AND p.kind = 'CARD'
        LEFT JOIN settlement_cardrefund r ON r.refund_part_id = x.id
        WHERE r.id IS NULL OR r.amount_fen <> x.amount_fen
        LIMIT 100""",
    "T70": """
        SELECT c.ref FROM settlement_clearing c WHERE c.state = 'PAID'
            AND (c.sums ->> 'payable')::bigint <> coalesce((
                SELECT sum(e.credit_fen - e.debit_fen)
                FROM settlement_posting p JOIN settlement_ledgerentry e ON e.posting_id = p.id
                JOIN settlement_ledgeraccount a ON a.id = e.account_id AND a.kind = 'CLEARING_PAID'
                WHERE p.business = 'clearing:' || c.id::text), 0)
        UNION ALL
        SELECT p.business FROM settlement_posting p WHERE p.kind = 'clearing' AND NOT EXISTS (
            SELECT 1 FROM settlement_clearing c
            WHERE c.state = 'PAID' AND p.business = 'clearing:' || c.id::text)
        LIMIT 100""",
    "P99": """
        SELECT t.tenant_id::text FROM (
            SELECT tenant_id, amount_fen AS fen FROM settlement_wallettransfer
            WHERE state = 'OFFERED'
            UNION ALL
            SELECT a.tenant_id, e.debit_fen - e.credit_fen
            FROM settlement_ledgerentry e JOIN settlement_ledgeraccount a ON a.id = e.account_id
            WHERE a.kind = 'HELD' AND a.code = 'wallet-transit'
        ) t GROUP BY t.tenant_id HAVING sum(t.fen) <> 0
        LIMIT 100""",
    "P172": """
        SELECT t.tenant_id::text FROM (
            SELECT tenant_id, sum(waiting) AS waiting FROM (
                SELECT p.tenant_id, s.amount_fen AS waiting FROM settlement_premium p
                JOIN settlement_premiumpart s ON s.premium_id = p.id AND s.kind <> 'CARD'
                WHERE p.state = 'PENDING'
                UNION ALL
                SELECT a.tenant_id, e.debit_fen - e.credit_fen FROM settlement_ledgerentry e
                JOIN settlement_ledgeraccount a ON a.id = e.account_id
                WHERE a.kind = 'HELD' AND a.code = 'premium-transit'
            ) each_one GROUP BY tenant_id
        ) t WHERE t.waiting <> 0
        UNION ALL
        SELECT p.ref FROM settlement_premium p WHERE p.amount_fen <> (
            SELECT coalesce(sum(s.amount_fen), 0) FROM settlement_premiumpart s
            WHERE s.premium_id = p.id)
        UNION ALL
        SELECT p.ref FROM settlement_premium p WHERE (p.state = 'PAID') <> EXISTS (
            SELECT 1 FROM settlement_posting o
            JOIN settlement_ledgerentry e ON e.posting_id = o.id AND e.credit_fen = p.amount_fen
            JOIN settlement_ledgeraccount a ON a.id = e.account_id AND a.kind = 'PREMIUM'
            WHERE o.business = 'premium_paid:' || p.id::text)
        LIMIT 100""",
    "F52": """
        SELECT r.id::text FROM settlement_allotmentrow r
        JOIN settlement_allotmentfile f ON f.id = r.file_id
        LEFT JOIN settlement_posting p ON p.business = 'allotment:' || f.kind || ':'
            || to_char(r.month, 'YYYY-MM') || ':' || r.person_id::text
        LEFT JOIN settlement_ledgerentry e ON e.posting_id = p.id
        LEFT JOIN settlement_ledgeraccount a ON a.id = e.account_id
        WHERE r.posted_at IS NOT NULL
        GROUP BY r.id
        HAVING coalesce(sum(e.credit_fen - e.debit_fen) FILTER (WHERE a.kind = 'PERSONAL'), 0)
            <> r.amount_fen
        LIMIT 100""",
    "P118": """
        SELECT id::text FROM settlement_ledgeraccount
        WHERE closed_at IS NOT NULL AND balance_fen <> 0
        UNION ALL
        SELECT p.ref FROM settlement_suspensepayout p
        WHERE (p.state = 'PAID') <> EXISTS (
            SELECT 1 FROM settlement_posting b JOIN settlement_ledgerentry e ON e.posting_id = b.id
            WHERE b.business = 'payout:' || p.id::text
                AND e.account_id = p.account_id AND e.debit_fen = p.amount_fen)
        UNION ALL
        SELECT e.posting_id::text FROM settlement_ledgerentry e
        JOIN settlement_ledgeraccount a ON a.id = e.account_id AND a.kind = 'SUSPENSE'
        JOIN settlement_ledgerentry o ON o.posting_id = e.posting_id AND o.id <> e.id
        JOIN settlement_ledgeraccount b ON b.id = o.account_id
        WHERE b.person_id IS DISTINCT FROM a.person_id AND b.kind <> 'PAID_OUT'
        LIMIT 100""",
    "I24": """
        SELECT 'all accounts' FROM settlement_ledgerentry
        HAVING coalesce(sum(credit_fen - debit_fen), 0) <> 0""",
}


def rules() -> list[str]:
    """The invariants that are proved here."""
    return list(_QUERIES)


def broken_by(rule: str) -> list[str]:
    """Rows that break one invariant, at most a hundred: internal ids, never people."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")
        cursor.execute(_QUERIES[rule])
        return [row[0] for row in cursor.fetchall()]


def verify() -> list[dict[str, Any]]:
    """Rows that break an invariant: ``{rule, row}``; empty when all hold."""
    return [{"rule": rule, "row": row} for rule in _QUERIES for row in broken_by(rule)]


def counts() -> tuple[int, int]:
    """How many accounts and entries the books hold."""
    return LedgerAccount.objects.count(), LedgerEntry.objects.count()

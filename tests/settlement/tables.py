"""Counting rows: whether a call left anything behind."""

from django.db import connection

#: Everything that a partner call may write, apart from rate counters and the token itself.
TABLES = (
    "settlement_visit",
    "settlement_visitpayer",
    "settlement_feeline",
    "settlement_quote",
    "settlement_settlementattempt",
    "settlement_settlement",
    "settlement_settlementline",
    "settlement_settlementpart",
    "settlement_refund",
    "settlement_refundpart",
    "settlement_refundline",
    "settlement_posting",
    "settlement_ledgerentry",
    "settlement_ledgeraccount",
    "settlement_personyear",
    "settlement_yearcounter",
    "kernel_idempotencykey",
    "kernel_outboxmessage",
    "audit_auditevent",
)


def counts() -> dict[str, int]:
    """Rows of each table."""
    query = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())

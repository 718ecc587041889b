"""Audit (审计): who did what to which thing, append-only and hash-chained.

Owns: ``AuditEvent``. Callers: every app, through ``services.record`` inside the transaction of the
fact. Rows are written without a lock on the chain; one sealer links and hashes them every second.
"""

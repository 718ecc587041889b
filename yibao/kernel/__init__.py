"""Kernel (内核): what every app stands on and what knows none of them.

Owns: money, identity numbers and phones as values; the clock; errors and their two faces (problem
documents and pages); transitions; the outbox; idempotency keys; encrypted columns; tenants.
Callers: everyone. It imports no other app.
"""

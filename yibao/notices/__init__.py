"""Notices (通知): the in-app inbox and text messages.

Owns: ``Notice`` and ``SmsMessage``, the text-message port. Callers: every app, through
``services.post`` in the transaction of the fact; sending happens after commit from the outbox.
"""

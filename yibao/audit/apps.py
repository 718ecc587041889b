"""Django configuration of the audit log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only log."""

    name = "yibao.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from yibao.kernel import dbroles

        from . import receivers  # noqa: F401 — connects them

        dbroles.restrict("audit_auditevent", "SELECT", "INSERT")
        dbroles.restrict("audit_auditseal", "SELECT", "INSERT")
        dbroles.restrict(
            "audit_glasssession",
            "SELECT",
            "INSERT",
            "UPDATE (ended_at, signed_by_id, signed_at, is_in_order, sign_note)",
        )

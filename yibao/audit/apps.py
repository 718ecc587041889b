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

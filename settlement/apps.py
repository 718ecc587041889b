"""Django configuration of settlement."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Deductions and the books."""

    name = "settlement"
    verbose_name = "结算"

    def ready(self) -> None:
        from yibao.kernel import dbroles

        from . import receivers  # noqa: F401

        # The application posts through a function of the owner; it never writes entries itself.
        dbroles.restrict("settlement_ledgerentry", "SELECT")
        dbroles.restrict("settlement_posting", "SELECT")
        dbroles.restrict(
            "settlement_ledgeraccount",
            "SELECT",
            "INSERT",
            "UPDATE (touched_at, is_activated, is_frozen, closed_at)",
        )
        dbroles.restrict("settlement_settlementline", "SELECT", "INSERT")
        dbroles.restrict("settlement_settlementpart", "SELECT", "INSERT")
        dbroles.restrict("settlement_refundline", "SELECT", "INSERT")
        dbroles.restrict("settlement_refundpart", "SELECT", "INSERT")
        dbroles.restrict("settlement_refund", "SELECT", "INSERT")
        dbroles.restrict("settlement_premiumpart", "SELECT", "INSERT")
        dbroles.restrict("settlement_exchange", "SELECT", "INSERT")
        dbroles.restrict("kernel_allowedmove", "SELECT")

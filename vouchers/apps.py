"""Django configuration of vouchers."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """The e-voucher."""

    name = "vouchers"
    verbose_name = "医保码"

    def ready(self) -> None:
        from yibao.kernel import dbroles

        from . import receivers  # noqa: F401

        dbroles.restrict("vouchers_scananswer", "SELECT", "INSERT")
        dbroles.restrict("vouchers_counterslip", "SELECT", "INSERT", "UPDATE (used_at, revoked_at)")
        dbroles.restrict(
            "vouchers_signingkey", "SELECT", "INSERT", "UPDATE (state, private_key, ended_at)"
        )

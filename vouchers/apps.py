"""Django configuration of vouchers."""

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """The e-voucher."""

    name = "vouchers"
    verbose_name = "医保码"

    def ready(self) -> None:
        from . import receivers  # noqa: F401

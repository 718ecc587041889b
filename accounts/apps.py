"""Django configuration of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Identity."""

    name = "accounts"
    verbose_name = "身份"

    def ready(self) -> None:
        from . import receivers  # noqa: F401

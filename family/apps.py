"""Django configuration of family."""

from django.apps import AppConfig


class FamilyConfig(AppConfig):
    """Family accounts."""

    name = "family"
    verbose_name = "亲情账户"

    def ready(self) -> None:
        from . import receivers  # noqa: F401

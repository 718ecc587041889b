"""Django configuration of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Inbox and text messages."""

    name = "yibao.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from . import receivers  # noqa: F401

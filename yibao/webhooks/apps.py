"""Django configuration of the webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Thin, signed messages to addresses that partners name."""

    name = "yibao.webhooks"
    label = "webhooks"
    verbose_name = "通知"

    def ready(self) -> None:
        from . import receivers  # noqa: F401

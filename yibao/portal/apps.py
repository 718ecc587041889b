"""Django configuration of the open platform."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Vendors that connect their systems, each with a sandbox of its own."""

    name = "yibao.portal"
    label = "portal"
    verbose_name = "开放平台"

    def ready(self) -> None:
        """Tell the tools of the sandbox whose member somebody is."""
        from yibao.sandbox import visitors

        from .worlds import visitor

        visitors.register(visitor)

"""Django configuration of the open platform."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Vendors that connect their systems, each with a sandbox of its own."""

    name = "yibao.portal"
    label = "portal"
    verbose_name = "开放平台"

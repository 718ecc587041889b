"""The Django app of the shared pages."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    """Templates tags, the frame of every page, error pages."""

    name = "yibao.web"
    label = "web"
    verbose_name = "页面"

    def ready(self) -> None:
        # The error catalogue is the registry, so every app's errors must have been read.
        autodiscover_modules("errors")

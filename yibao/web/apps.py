"""The Django app of the shared pages."""

from importlib import import_module

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
        # Makes our Celery application the current one in every process that loads Django;
        # otherwise the web and the commands would ring at Celery's default address.
        import_module("yibao.celery")
        # Registers what a person has to do.
        import_module("yibao.web.todos")

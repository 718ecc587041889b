"""The Django app of the shared pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates tags, the frame of every page, error pages."""

    name = "yibao.web"
    label = "web"
    verbose_name = "页面"

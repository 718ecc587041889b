"""Django configuration of the conformance runs."""

from django.apps import AppConfig


class ConformanceConfig(AppConfig):
    """Named cases, judged from a system's own calls, with a signed report."""

    name = "yibao.conformance"
    label = "conformance"
    verbose_name = "上线自测"

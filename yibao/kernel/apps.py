"""Django configuration of the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The shared ground."""

    name = "yibao.kernel"
    label = "kernel"
    verbose_name = "系统底座"

    def ready(self) -> None:
        from . import checks  # noqa: F401

"""Django configuration of the sandbox."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Simulated outside world."""

    name = "yibao.sandbox"
    label = "sandbox"
    verbose_name = "演示环境"

    def ready(self) -> None:
        """Listen to the test clock."""
        from . import receivers  # noqa: F401

"""Django configuration of the sandbox."""

from django.apps import AppConfig
from django.conf import settings


class SandboxConfig(AppConfig):
    """Simulated outside world."""

    name = "yibao.sandbox"
    label = "sandbox"
    verbose_name = "演示环境"

    def ready(self) -> None:
        """Listen to the test clock; amounts are magic only where there are sandboxes."""
        from yibao.kernel import rehearsal

        from . import receivers  # noqa: F401
        from .demo import tails

        rehearsal.appoint(tails.refusal_of if settings.SANDBOX_ENABLED else None)

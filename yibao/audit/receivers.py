"""What the log hears from layers below it."""

from typing import Any

from django.dispatch import receiver

from yibao.kernel import facts

from . import services


@receiver(facts.happened, dispatch_uid="audit.fact_happened")
def keep(
    sender: Any, verb: str, by: Any, subject: Any, tenant_id: Any, data: Any, **_: Any
) -> None:
    """Record it in the teller's transaction."""
    services.record(verb, by=by, subject=subject, tenant_id=tenant_id, data=data)

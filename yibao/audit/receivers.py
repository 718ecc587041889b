"""What the log hears from layers below it."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from yibao.kernel import facts

from . import glass, services


@receiver(facts.happened, dispatch_uid="audit.fact_happened")
def keep(
    sender: Any, verb: str, by: Any, subject: Any, tenant_id: Any, data: Any, **_: Any
) -> None:
    """Record it in the teller's transaction."""
    services.record(verb, by=by, subject=subject, tenant_id=tenant_id, data=data)


@receiver([user_logged_in, user_logged_out], dispatch_uid="audit.glass_ends")
def shut(sender: Any, user: Any, **_: Any) -> None:
    """What a member of staff opened ends with the login it was opened in (T94)."""
    if user is not None and user.is_staff:
        glass.end_all(by=user, staff=user)

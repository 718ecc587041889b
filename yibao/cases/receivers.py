"""What cases do when the calendar changes, a case is decided, a bulk act stands."""

from typing import Any

from django.dispatch import receiver

from yibao.kernel import outbox
from yibao.kernel.console import config_changed
from yibao.kernel.models import CalendarDay

from . import services
from .desk import bulk
from .events import case_decided
from .looks import draws as look_draws


@receiver(config_changed, sender=CalendarDay, dispatch_uid="cases.calendar")
def keep_promises(sender: Any, by: Any, **_: Any) -> None:
    """A changed working day moves every open promise (feature 39)."""
    services.recompute(by=by)


@receiver(case_decided, dispatch_uid="cases.look_draw")
def cast_lot(sender: Any, case: Any, **_: Any) -> None:
    """Some decided cases are judged again by somebody who knows nothing of it (feature 42)."""
    look_draws.draw(by=case.reviewer, case=case)


@outbox.handles(bulk.TOPIC)
def tell_of_bulk(payload: dict[str, Any]) -> None:
    """The minute of grace of a bulk act is over: whom it concerns hears of it (feature 41)."""
    bulk.tell(by=None, bulk_id=payload["bulk"])

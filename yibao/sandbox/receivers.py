"""What a sandbox owes behind an answer: bringing it back, firing its timers."""

from typing import Any

from yibao.kernel import outbox

from . import services, tenants, timers


@outbox.handles(timers.MOVED)
def clock_moved(payload: dict[str, Any]) -> None:
    """Fire what is due in this sandbox now."""
    timers.fire(by=None, tenant=tenants.of(pk=payload["tenant"]))


@outbox.handles(tenants.RESET_ASKED)
def reset_asked(payload: dict[str, Any]) -> None:
    """Bring the people of this sandbox back to where they began."""
    services.reset(by=None, tenant=tenants.of(pk=payload["tenant"]))

"""What must be settled before an account is closed."""

from typing import Any

from accounts.data import OpenMatter

from ..models import BindingRequest
from ..states import OPEN_REQUESTS


def open_matters(person: Any) -> list[OpenMatter]:
    """Requests of the person that are on their way; bindings simply end."""
    rows = BindingRequest.objects.filter(holder=person, state__in=OPEN_REQUESTS)
    return [
        OpenMatter(
            title=f"亲情账户申请 {row.number} 还在办",
            advice="请先在亲情账户里撤回，或等它办完。",
        )
        for row in rows.order_by("created_at")
    ]

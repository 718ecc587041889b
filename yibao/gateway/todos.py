"""What the national interface lets a patient do: confirm an order of mobile payment."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from yibao.kernel import todos
from yibao.kernel.todos import Todo

from .services import mobile_confirm_shown as reading


@todos.supplier
def orders_to_confirm(user: Any) -> Iterator[Todo]:
    """A hospital's order that waits for the patient's yes or no."""
    for row in reading.waiting_for(user.person) if user.person_id else ():
        url = reverse("gateway-pay:order", args=[row.ref])
        note = row.order.institution.name
        yield Todo("有一笔医院付款等您确认", url, due_at=row.expires_at, note=note)

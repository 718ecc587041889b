"""Facts of the layers below the audit log, which may not import it.

``tell`` belongs inside the transaction of the fact: the log writes its row in the same one.
"""

from typing import Any

from django.dispatch import Signal

#: ``verb``, ``by``, ``subject``, ``tenant_id``, ``data`` (ids and codes only).
happened = Signal()


def tell(verb: str, *, by: Any, subject: Any, data: dict[str, Any] | None = None) -> None:
    """Have the audit log record what staff have just done."""
    happened.send(
        sender=type(subject), verb=verb, by=by, subject=subject, tenant_id=by.tenant_id, data=data
    )

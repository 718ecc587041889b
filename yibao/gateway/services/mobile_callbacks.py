"""Owing institutions what became of an order: 6204 at the patient's yes, 6302 when paid."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking

from ..models import MobileApp, MobileCallback, MobileOrder
from ..seal_errors import MobileCallbackNotOver

AGREED, PAID = "6204", "6302"


def owe(*, by: Any, order: MobileOrder, infno: str, mark: str) -> None:
    """Owe one message to each application of the institution that gave an address.

    The same ``mark`` is owed once. Runs in the transaction of the fact.
    """
    mine = MobileApp.objects.filter(client__institution_id=order.institution_id, is_enabled=True)
    moment = clock.now()
    rows = [
        MobileCallback(
            app=app, order=order, infno=infno, mark=mark, due_at=moment, created_at=moment
        )
        for app in mine.exclude(callback_url="")
    ]
    MobileCallback.objects.bulk_create(rows, ignore_conflicts=True)


def repeat(*, by: Any, callback: MobileCallback, reason: str) -> None:
    """Tell it again, with the tries counted anew. Raises ``gateway.mobile_callback_not_over``."""
    with transaction.atomic():
        row = MobileCallback.objects.select_for_update().get(pk=callback.pk)
        if row.due_at is not None:
            raise MobileCallbackNotOver
        row.due_at, row.told_at, row.tries = clock.now(), None, 0
        row.save(update_fields=["due_at", "told_at", "tries"])
        audit.record(
            "gateway.callback.repeated",
            by=by,
            subject=row,
            tenant_id=row.order.institution.tenant_id,
            data={"reason": masking.mask_text(reason)},
        )

"""What would tell the outcome of a request while somebody is to judge it blindly (feature 42).

Whoever could take the second look finds neither the binding nor what came with it: the member's
voucher that it activated, the place in a channel, scans of the code by the holder.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from family.models import BindingRequest
from family.selectors import reviews as facts
from yibao.cases.looks import blindness as looks
from yibao.kernel.console import veil


def _veiled(reader: Any) -> "QuerySet[BindingRequest]":
    """Requests closed to this reader."""
    hidden = looks.hidden_ids(reader)
    return BindingRequest.objects.filter(Q(case__in=hidden) | Q(appeal_case__in=hidden))


@veil("family.bindingrequest")
def requests(reader: Any, rows: QuerySet) -> QuerySet:
    """The request."""
    return facts.unveiled(reader, rows)


@veil("family.binding")
def bindings(reader: Any, rows: QuerySet) -> QuerySet:
    """The binding that it became."""
    if not looks.may_look(reader):
        return rows
    return rows.exclude(Exists(_veiled(reader).filter(binding=OuterRef("pk"))))


@veil("vouchers.voucher")
def vouchers(reader: Any, rows: QuerySet) -> QuerySet:
    """A voucher that the binding activated (settled 3)."""
    if not looks.may_look(reader):
        return rows
    made = _veiled(reader).filter(binding__member=OuterRef("person"))
    return rows.exclude(Exists(made), activation_way="BINDING")


@veil("vouchers.channelslot")
def slots(reader: Any, rows: QuerySet) -> QuerySet:
    """The member's place in a channel that a relative opened."""
    if not looks.may_look(reader):
        return rows
    made = _veiled(reader).filter(binding__member=OuterRef("voucher__person"))
    return rows.exclude(Exists(made), is_own=False)


@veil("vouchers.scan")
def scans(reader: Any, rows: QuerySet) -> QuerySet:
    """Scans of the member's code on a relative's screen."""
    if not looks.may_look(reader):
        return rows
    made = _veiled(reader).filter(binding__member=OuterRef("person"))
    return rows.exclude(Q(Exists(made)) & ~Q(presented_as=""))

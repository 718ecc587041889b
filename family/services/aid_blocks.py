"""Whoever does not want to be helped says so, and may take it back (P104)."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from ..models import AidBlock
from ..selectors import bindings as bound

if TYPE_CHECKING:
    from accounts.models import Person


def block(*, by: Any, member: "Person", payer: "Person | None") -> AidBlock:
    """Take no aid from ``payer``, or from anybody (None), from now on. Twice is once.

    Grants that are in force are ended by ``grants.refuse``. Raises ``request.not_found`` where
    ``by`` is neither the member, a guardian of a child under 16, nor staff.
    """
    _must_decide(by, member)
    with transaction.atomic():
        AidBlock.objects.bulk_create(
            [AidBlock(member=member, payer=payer, created_at=clock.now(member.tenant))],
            ignore_conflicts=True,
        )
        row = AidBlock.objects.get(member=member, payer=payer)
        _record(by, row, "family.aid.blocked")
    return row


def block_all(*, by: Any, member: "Person") -> AidBlock:
    """Take no aid from anybody; grants in force go on until they are refused."""
    return block(by=by, member=member, payer=None)


def unblock(*, by: Any, block_id: Any) -> None:
    """Take a refusal back. Raises ``request.not_found`` for somebody else's."""
    with transaction.atomic():
        row = AidBlock.objects.select_for_update(of=("self",)).filter(pk=block_id).first()
        if row is None:
            raise NotFound
        _must_decide(by, row.member)
        _record(by, row, "family.aid.unblocked")
        row.delete()


def _must_decide(by: Any, member: "Person") -> None:
    if by is None or by.is_staff or by.person_id == member.pk:
        return
    if not bound.is_guardian(by.person, member):
        raise NotFound


def _record(by: Any, row: AidBlock, verb: str) -> None:
    data = {"payer": str(row.payer_id)} if row.payer_id else {}
    audit.record(verb, by=by, subject=row, tenant_id=row.member.tenant_id, data=data)

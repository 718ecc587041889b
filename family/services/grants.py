"""Giving and ending mutual-aid grants (P94–P117); ending acts at once."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from psycopg import errors as pg

from accounts.selectors import money as holds
from yibao.audit import services as audit
from yibao.kernel import clock

from ..errors import GrantExists, GrantToSelf
from ..models import Grant

if TYPE_CHECKING:
    from accounts.models import Person

DEFAULT_DAYS = 365


def authorise(
    *,
    by: Any,
    payer: "Person",
    member: "Person",
    relation: str,
    per_payment_cap_fen: int | None = None,
    priority: int = 1,
    until: date | None = None,
) -> Grant:
    """Let ``member`` use ``payer``'s personal account from today until the day before ``until``.

    Raises ``MoneyHeld`` for 24 hours after the number of ``by`` changed (T16), ``GrantToSelf``,
    ``GrantExists``.
    """
    if payer.pk == member.pk:
        raise GrantToSelf
    held = holds.refusal(by) if by is not None else None
    if held is not None:
        raise held
    start = clock.today()
    try:
        with transaction.atomic():
            grant = Grant.objects.create(
                payer=payer,
                member=member,
                relation=relation,
                priority=priority,
                per_payment_cap_fen=per_payment_cap_fen,
                period=DateRange(start, until or start + timedelta(days=DEFAULT_DAYS)),
                created_at=clock.now(),
            )
            audit.record("family.grant.authorised", by=by, subject=grant, tenant_id=payer.tenant_id)
    except IntegrityError as failure:
        if isinstance(failure.__cause__, pg.ExclusionViolation):
            raise GrantExists from failure
        raise
    return grant


def end(*, by: Any, ref: str) -> Grant:
    """End a grant now; only a settlement that already holds its locks still uses it."""
    with transaction.atomic():
        grant = Grant.objects.select_for_update().get(ref=ref)
        if grant.ended_at is None:
            grant.ended_at = clock.now()
            grant.save(update_fields=["ended_at"])
            audit.record("family.grant.ended", by=by, subject=grant)
    return grant


def end_all_of(*, by: Any, payer: "Person") -> int:
    """End every grant that a payer has given, because the payer leaves; returns how many."""
    with transaction.atomic():
        live = Grant.objects.filter(payer=payer, ended_at__isnull=True).order_by("pk")
        refs = list(live.values_list("ref", flat=True))
        for ref in refs:
            end(by=by, ref=ref)
    return len(refs)

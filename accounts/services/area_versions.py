"""Beginning a new version of an area's rules; the one before it ends there (P195)."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from accounts.selectors import area_versions
from yibao.audit import services as audit
from yibao.kernel import clock, locks
from yibao.kernel.errors import DomainError


def begin(
    *,
    by: Any,
    model: Any,
    region_code: str,
    valid_from: date,
    rules: Any,
    verb: str,
    taken: type[DomainError],
) -> Any:
    """Write ``rules`` (a data class) as the version of an area from a day on.

    Nothing is rewritten: a day that has begun keeps its rules. ``verb`` is the audit row's. Raises
    ``taken`` for a day that is over, or that is not after the first day of the newest version.
    """
    with transaction.atomic():
        locks.advisory(f"{model._meta.label_lower}:{region_code}")
        newest = area_versions.newest_of(model, region_code)
        if valid_from < clock.today() or (newest and valid_from <= newest.valid_from):
            raise taken(newest=f"{newest.valid_from}" if newest else "—")
        if newest is not None and (newest.valid_to is None or newest.valid_to > valid_from):
            newest.valid_to = valid_from
            newest.save(update_fields=["valid_to"])
        row = model._default_manager.create(
            region_id=region_code, valid_from=valid_from, **asdict(rules)
        )
        data = {"region": region_code, "from": valid_from.isoformat()}
        audit.record(verb, by=by, subject=row, data=data)
    return row

"""Yearly counters (P145): written under the lock of the person's year."""

from collections.abc import Mapping
from typing import Any

from ..data.cases import STAYS
from ..models import PersonYear, YearCounter


def store(*, by: Any, year: PersonYear, after: Mapping[str, int]) -> None:
    """Set the counters to what the engine says they are after the visit."""
    rows = [
        YearCounter(year=year, name=name, used_fen=used)
        for name, used in after.items()
        if name != STAYS
    ]
    if rows:
        YearCounter.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["year", "name"],
            update_fields=["used_fen"],
        )
    stays = after.get(STAYS, year.stays)
    if stays != year.stays:
        year.stays = stays
        year.save(update_fields=["stays"])


def give_back(
    *, by: Any, year: PersonYear, before: Mapping[str, int], after: Mapping[str, int]
) -> None:
    """Take off what a bill no longer uses; other bills of the year keep their share."""
    held = {row.name: row.used_fen for row in year.counters.all()}
    held[STAYS] = year.stays
    names = set(before) | set(after)
    store(
        by=by,
        year=year,
        after={
            name: max(0, held.get(name, 0) - (before.get(name, 0) - after.get(name, 0)))
            for name in names
        },
    )

"""First versions of reasons, as the product brings them; apps name theirs in ``receivers``.

Whoever reads the reasons before they are planted gets the same words: nothing fails in a tenant
that nobody prepared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.models import Tenant

from ..models import Reason

Kind = Reason.Kind
State = Reason.State
FIRST = 1


@dataclass(frozen=True, slots=True)
class Seed:
    """The first version of one reason; see ``Reason``."""

    kind: str
    code: str
    label: str
    words: str
    what_to_do: str = ""
    slots: tuple[str, ...] = ()
    verdict: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the reasons of a case type come from.

    ``places`` answers code → name of every place for pictures; ``also`` are case types that are
    decided with the same reasons.
    """

    case_type: str
    label: str
    seeds: tuple[Seed, ...]
    places: Callable[[], Mapping[str, str]]
    also: tuple[str, ...] = ()


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Name the reasons of a case type."""
    for case_type in (source.case_type, *source.also):
        _SOURCES[case_type] = source


def source_of(case_type: str) -> Source | None:
    """The source of a case type; None where its officers give no reasons from a table."""
    return _SOURCES.get(case_type)


def sources() -> tuple[Source, ...]:
    """Every source once, by case type."""
    found = {one.case_type: one for one in _SOURCES.values()}
    return tuple(found[case_type] for case_type in sorted(found))


def first_version(tenant: Tenant, source: Source, seed: Seed) -> Reason:
    """The first version of a reason, not stored."""
    now = clock.now(tenant)
    return Reason(
        tenant=tenant,
        case_type=source.case_type,
        kind=seed.kind,
        code=seed.code,
        version=FIRST,
        state=State.ACTIVE,
        label=seed.label,
        words=seed.words,
        what_to_do=seed.what_to_do,
        slots=list(seed.slots),
        verdict=seed.verdict,
        alias=seed.alias,
        created_at=now,
        active_from=now,
    )


def plant(*, by: Any, tenant: Tenant) -> int:
    """Store the first version of every reason that the tenant has never had; says how many.

    What leads have changed or retired stays. Safe to repeat, also by two at once.
    """
    with transaction.atomic():
        added = sum(_plant(tenant, source) for source in sources())
        if added:
            audit.record("cases.reasons.planted", by=by, subject="reasons", data={"added": added})
    return added


def _plant(tenant: Tenant, source: Source) -> int:
    rows = Reason.objects.filter(tenant=tenant, case_type=source.case_type)
    known = set(rows.values_list("code", flat=True))
    missing = [
        first_version(tenant, source, seed) for seed in source.seeds if seed.code not in known
    ]
    Reason.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)

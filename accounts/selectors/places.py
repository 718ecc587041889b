"""Looking for hospitals and pharmacies: a constant number of statements, 20 a page (P25)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from accounts.models import Institution, Region

PAGE = 20
MOST_WORDS = 4
ORDER = ("fixmedins_type", "name", "fixmedins_code")


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """What somebody looks for; ``open_at`` is a moment in the places' own time."""

    text: str = ""
    district: str = ""
    kind: str = ""
    takes_code: bool = False
    open_at: datetime | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether dropping a filter could find more."""
        return bool(self.district or self.kind or self.takes_code or self.open_at)


def areas(tenant: Any) -> list[Region]:
    """The areas that have an institution, in the order of the list."""
    codes = Institution.objects.filter(tenant=tenant, is_active=True).values("admdvs")
    return list(Region.objects.filter(code__in=codes))


def page(
    tenant: Any, wish: PlaceWish, *, areas: Iterable[Region], after: str = "", limit: int = PAGE
) -> list[Institution]:
    """Hospitals first, then pharmacies, by name; ``after`` is the code of the last row seen."""
    rows = _matching(tenant, wish, list(areas))
    mark = _mark(tenant, after)
    if mark is not None:
        rows = rows.filter(_beyond(mark))
    return list(rows.order_by(*ORDER)[:limit])


def settling_elsewhere(tenant: Any, prefixes: Iterable[str]) -> list[Institution]:
    """Institutions that settle for people insured elsewhere; ``prefixes`` of area codes."""
    inside = Q(pk=None)
    for prefix in prefixes:
        inside |= Q(admdvs__startswith=prefix)
    rows = Institution.objects.filter(inside, tenant=tenant, is_active=True, accepts_remote=True)
    return list(rows.order_by(*ORDER))


def by_code(tenant: Any, fixmedins_code: str) -> Institution | None:
    """One institution with a contract in force."""
    return Institution.objects.filter(
        tenant=tenant, fixmedins_code=fixmedins_code, is_active=True
    ).first()


def _matching(tenant: Any, wish: PlaceWish, areas: list[Region]) -> QuerySet[Institution]:
    rows = Institution.objects.filter(tenant=tenant, is_active=True)
    for word in wish.text.split()[:MOST_WORDS]:
        codes = [area.code for area in areas if word in area.name]
        rows = rows.filter(
            Q(name__icontains=word) | Q(address__icontains=word) | Q(admdvs__in=codes)
        )
    if wish.district:
        rows = rows.filter(_inside(wish.district))
    if wish.kind:
        rows = rows.filter(fixmedins_type=wish.kind)
    if wish.takes_code:
        rows = rows.filter(accepts_voucher=True)
    if wish.open_at is not None:
        rows = rows.filter(_is_open(wish.open_at))
    return rows


def _inside(district: str) -> Q:
    """A district, or a city with all its districts."""
    if district.endswith("00"):
        return Q(admdvs__startswith=district[:4])
    return Q(admdvs=district)


def _is_open(moment: datetime) -> Func:
    """Asked of the stored week by the database, so that pages keep their length.

    Times are two digits each, so their texts compare like the times themselves. Strict, because
    the lax way would open up the pairs; silent, because a day may be absent.
    """
    day = f'strict $."{moment.isoweekday()}"[*] ? (@[0] <= $now && @[1] > $now)'
    return Func(
        F("opening_hours"),
        Func(Value(day), template="%(expressions)s::jsonpath"),
        Func(Value(json.dumps({"now": f"{moment:%H:%M}"})), template="%(expressions)s::jsonb"),
        Value(True),
        function="jsonb_path_exists",
        output_field=BooleanField(),
    )


def _mark(tenant: Any, after: str) -> tuple[str, str, str] | None:
    if not after:
        return None
    found = Institution.objects.filter(tenant=tenant, fixmedins_code=after)
    return found.values_list(*ORDER).first()


def _beyond(mark: tuple[str, str, str]) -> Q:
    kind, name, code = mark
    return (
        Q(fixmedins_type__gt=kind)
        | Q(fixmedins_type=kind, name__gt=name)
        | Q(fixmedins_type=kind, name=name, fixmedins_code__gt=code)
    )

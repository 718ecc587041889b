"""Districts in which members of staff work (settled 18)."""

from typing import Any

from django.db.models import Q

from .models import WorkArea


def codes_of(user: Any) -> frozenset[str]:
    """Area codes of a member of staff; a city stands for its districts."""
    return frozenset(
        WorkArea.objects.filter(staff_id=user.pk).values_list("region_code", flat=True)
    )


def covers(codes: frozenset[str], region_code: str) -> bool:
    """Whether a district lies within; a case without one is everybody's who has an area."""
    if not region_code:
        return bool(codes)
    return region_code in codes or f"{region_code[:4]}00" in codes


def may_work_on(user: Any, region_code: str) -> bool:
    """Whether the case's district is the officer's."""
    return user.is_superuser or covers(codes_of(user), region_code)


def within(user: Any, field: str = "region_code") -> Q:
    """A filter for the rows of the officer's districts; nothing for somebody without one."""
    if user.is_superuser:
        return Q()
    codes = codes_of(user)
    if not codes:
        return Q(pk__in=[])
    found = Q(**{f"{field}__in": codes}) | Q(**{field: ""})
    for code in codes:
        if code.endswith("00"):
            found |= Q(**{f"{field}__startswith": code[:4]})
    return found

"""Names and telephones of regions."""

from accounts.models import Region


def get(code: str) -> Region | None:
    """The region of an area code, or of the city around a district that is not listed."""
    found = {
        region.code: region for region in Region.objects.filter(code__in=[code, city_of(code)])
    }
    return found.get(code) or found.get(city_of(code))


def name_of(code: str) -> str:
    """``510600`` → 德阳市; the code itself where the region is not listed."""
    region = Region.objects.filter(code=code).first()
    return region.name if region else code


def hotline_of(code: str) -> str:
    """The office telephone of a region; the city's where the district has none; 12393 at last."""
    region = get(code)
    if region is None:
        return "12393"
    if region.hotline:
        return region.hotline
    return (region.parent.hotline if region.parent else "") or "12393"


def offices() -> list[Region]:
    """Offices with a telephone, in the order of the list; a city speaks through its districts."""
    return list(Region.objects.exclude(hotline="").filter(districts__isnull=True))


def city_of(code: str) -> str:
    """The pooling area around a district; a city is its own."""
    return f"{code[:4]}00"


def choices() -> list[tuple[str, str]]:
    """Code and name of every region, a city before its districts."""
    return [
        (region.code, region.name if region.parent_id is None else f"　{region.name}")
        for region in Region.objects.order_by("code")
    ]


def all_names() -> dict[str, str]:
    """Code → name of every region, in the order of the codes."""
    return dict(Region.objects.order_by("code").values_list("code", "name"))

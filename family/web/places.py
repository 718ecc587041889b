"""Places of insurance to choose from, and in words."""

from accounts.selectors import regions

#: Somewhere that the list of offices does not name; a clerk asks.
OTHER_PLACE = "000000"
OTHER_WORDS = "其他地方"


def choices(known: str = "") -> list[tuple[str, str]]:
    """Offices of the list, the place that the register knows, and somewhere else."""
    found = [(office.code, full_name(office.code)) for office in regions.offices()]
    if known and known not in {code for code, _ in found}:
        found.insert(0, (known, full_name(known)))
    return [*found, (OTHER_PLACE, OTHER_WORDS)]


def full_name(code: str) -> str:
    """德阳市旌阳区; the plain word for somewhere else."""
    if not code:
        return ""
    if code == OTHER_PLACE:
        return OTHER_WORDS
    name, city = regions.name_of(code), regions.name_of(regions.city_of(code))
    is_within = regions.city_of(code) != code and not name.startswith(city)
    return f"{city}{name}" if is_within and not city.isdigit() else name

"""Names of districts, told by the app that keeps the list of regions."""

from collections.abc import Callable, Mapping

from django.core.cache import cache

Names = Callable[[], Mapping[str, str]]

_KEY = "cases.regions"
_KEPT_SECONDS = 300
_EMPTY_SECONDS = 10
_sources: list[Names] = []


def register(source: Names) -> None:
    """Let an app tell code → name of every region."""
    _sources[:] = [source]


def names() -> dict[str, str]:
    """Code → name in the order of the list; kept for five minutes."""
    known = cache.get(_KEY)
    if known is None:
        known = {code: name for source in _sources for code, name in source().items()}
        cache.set(_KEY, known, _KEPT_SECONDS if known else _EMPTY_SECONDS)
    return known


def name_of(code: str) -> str:
    """The name of a district; the code itself where nobody knows it."""
    return names().get(code, code)

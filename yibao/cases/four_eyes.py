"""Case types that two people must approve (P181); apps register theirs in ``receivers``."""

_TYPES: set[str] = set()


def need_two(case_type: str) -> None:
    """From here on cases of this type are approved by two people, one after the other."""
    _TYPES.add(case_type)


def needs_two(case_type: str) -> bool:
    """Whether one approval is not enough."""
    return case_type in _TYPES

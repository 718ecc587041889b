"""Case types that more than one person must look at (P181); apps name theirs in ``receivers``."""

_TYPES: set[str] = set()
_STRICT: set[str] = set()
_REFUSED_BY_TWO: set[str] = set()


def need_two(case_type: str) -> None:
    """From here on cases of this type are approved by two people, one after the other."""
    _TYPES.add(case_type)


def needs_two(case_type: str) -> bool:
    """Whether one approval is not enough."""
    return case_type in _TYPES


def refuse_by_two(case_type: str) -> None:
    """From here on nobody alone says no in cases of this type (settled 18)."""
    _REFUSED_BY_TWO.add(case_type)


def refuses_by_two(case_type: str) -> bool:
    """Whether one refusal is not enough."""
    return case_type in _REFUSED_BY_TWO or is_strict(case_type)


def review_strictly(case_type: str) -> None:
    """Cases of this type are reviews of papers (settled 18).

    They are decided on a page of their own with the papers before the eyes, refused by two, and
    only by officers of the area who have said who they are (T32, T35).
    """
    _STRICT.add(case_type)


def is_strict(case_type: str) -> bool:
    """Whether the rules of a review of papers hold."""
    return case_type in _STRICT


def strict_types() -> frozenset[str]:
    """All types reviewed strictly."""
    return frozenset(_STRICT)

"""Looking a drug or service up: a constant number of statements, 20 a page (P136)."""

from datetime import date

from django.db.models import Max, Q

from ..models import CatalogueItem
from . import catalogue

PAGE = 20
MOST_WORDS = 4


def page(
    text: str,
    day: date,
    *,
    list_type: str = "",
    level: str = "",
    after: str = "",
    limit: int = PAGE,
) -> list[CatalogueItem]:
    """Items in force on a day by name, each code once; ``after`` is the last code seen.

    Every word must be part of the name or the specification, or the beginning of the code.
    """
    rows = catalogue.on(day)
    for word in text.split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(name__icontains=word) | Q(spec__icontains=word) | Q(med_list_codg__istartswith=word)
        )
    if list_type:
        rows = rows.filter(list_type=list_type)
    if level:
        rows = rows.filter(chrgitm_lv=level)
    mark = item(after, day) if after else None
    if mark is not None:
        rows = rows.filter(
            Q(name__gt=mark.name) | Q(name=mark.name, med_list_codg__gt=mark.med_list_codg)
        )
    key = ("name", "med_list_codg")
    return list(rows.order_by(*key, "-valid_from").distinct(*key)[:limit])


def item(code: str, day: date) -> CatalogueItem | None:
    """The newest version of an item that is in force on a day."""
    return catalogue.on(day).filter(med_list_codg=code).order_by("-valid_from").first()


def as_of(day: date) -> date | None:
    """The day from which the newest item in force holds: how fresh the list is."""
    return catalogue.on(day).aggregate(newest=Max("valid_from"))["newest"]

"""Tills and operators of institutions."""

import re
from typing import Any

from accounts.models import Institution, Operator, Terminal

_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
MODELS = {"terminal": Terminal, "operator": Operator}


def places_of(clients: Any) -> Any:
    """The institutions of several clients with their tills and operators."""
    ids = [one.institution_id for one in clients if one.institution_id]
    rows = Institution.objects.filter(pk__in=ids).order_by("fixmedins_code")
    return rows.prefetch_related("terminals", "operators")


def one_of(clients: Any, kind: str, number: str) -> Any:
    """A ``terminal`` or ``operator`` of one of them, or None."""
    model = MODELS.get(kind)
    if model is None or not _NUMBER.fullmatch(number):
        return None
    rows = model.objects.select_related("institution")
    return rows.filter(pk=int(number), institution__in=places_of(clients)).first()

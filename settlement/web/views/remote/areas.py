"""Which areas settle directly, for what, and which institutions there take part."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ....models import RemoteArea
from ....selectors import remote
from ...card_forms import CardForm
from ..common import with_person
from .filings import place_of

_LONGEST = 30
_CARE = (
    ("inpatient", "住院"),
    ("outpatient", "普通门诊"),
    ("chronic", "门诊慢特病"),
    ("pharmacy", "药店购药"),
)


class FinderForm(CardForm):
    """Part of a name of a city or province."""

    q = forms.CharField(
        label="城市或省份", required=False, max_length=_LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip


@require_safe
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """Areas by province; nothing found says what to do."""
    finder = FinderForm({"q": request.GET.get("q", "")[:_LONGEST].replace("\x00", "")})
    asked = finder.cleaned_data["q"] if finder.is_valid() else ""
    home = place_of(request.user.person)
    rows = remote.areas(asked, besides=home["home_code"])
    places = remote.places_in(request.user.tenant, rows)
    provinces: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        provinces.setdefault(row.province, []).append(_area(row, places.get(row.region_id, [])))
    context = {"finder": finder, "asked": asked, "provinces": provinces, **home}
    return render(request, "settlement/remote_areas.html", context)


def _area(row: RemoteArea, places: list[Any]) -> dict[str, Any]:
    return {
        "name": row.region.name,
        "is_open": row.is_open,
        "care": [(word, getattr(row, field)) for field, word in _CARE],
        "note": row.note,
        "places": places,
    }

"""The test people: who they are and how to be them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel import tenants

from ..demo import faces, tails
from ..demo.cards import ACTED
from ..demo.neighbours import PEOPLE, PIN_OF_ALL
from ..demo.people import DemoPerson
from ..demo.regions import REGIONS
from ..seeding import stock
from .wishes import WishForm

_INSURANCE = {"310": "职工医保", "390": "居民医保"}


@require_safe
@login_not_required
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with story, phone, password, number and insured place."""
    certnos = stock.certnos(tenants.default())
    names = {one.code: one.name for one in REGIONS}
    rows = [_row(one, names, certnos.get(one.psn_no, "")) for one in PEOPLE]
    context = {
        "rows": rows,
        "pin": PIN_OF_ALL,
        "cards": ACTED,
        "amounts": tails.AMOUNTS,
        "tails": tails.PEOPLE,
        "form": WishForm(),
    }
    return render(request, "sandbox/people.html", context)


def _row(one: DemoPerson, names: dict[str, str], certno: str) -> dict[str, Any]:
    place = f"{names[one.place]} {_INSURANCE[one.insurance]}" if one.is_insured else "没有参保"
    return {
        "key": one.key,
        "name": one.name,
        "story": one.story,
        "phone": one.phone,
        "certno": certno,
        "card_no": one.card_no if one.is_insured else "",
        "place": place,
        "photo": faces.photo_of_today(one),
        "has_account": one.has_account,
        "has_voucher": one.voucher,
    }

"""The test people: who they are and how to be them.

Members of a vendor see those of their own sandbox, everybody else those of the demo city.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from family.data import relation_word
from family.states import SHOWING_BINDINGS

from .. import phones, visitors
from ..demo import faces, tails
from ..demo.cards import ACTED
from ..demo.neighbours import PIN_OF_ALL
from ..demo.regions import REGIONS
from ..phones import Tester
from ..seeding.tables import table
from .wishes import WishForm

_INSURANCE = {"310": "职工医保", "390": "居民医保"}


@require_safe
@never_cache
@login_not_required
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with story, family, phone, password, number and insured place."""
    tenant = visitors.tenant_of(request)
    names = {one.code: one.name for one in REGIONS}
    testers = phones.testers(tenant=tenant)
    families = _families(tenant, testers)
    context = {
        "rows": [_row(one, names, families.get(one.row.pk, [])) for one in testers],
        "pin": PIN_OF_ALL,
        "cards": ACTED,
        "amounts": tails.AMOUNTS,
        "tails": tails.PEOPLE,
        "form": WishForm(),
    }
    return render(request, "sandbox/people.html", context)


def _families(tenant: Any, testers: list[Tester]) -> dict[Any, list[str]]:
    """Holder → whose code that phone shows: 女儿 王小雨（child8）."""
    here = {one.row.pk: one for one in testers}
    rows = table("Binding").objects.filter(tenant=tenant, state__in=SHOWING_BINDINGS)
    found: dict[Any, list[str]] = {}
    for row in rows.order_by("began_at", "pk"):
        member = here.get(row.member_id)
        if member is not None:
            word = relation_word(row.relation, member.row.gend)
            shown = f"{word} {member.row.name}（{member.key}）"
            found.setdefault(row.holder_id, []).append(shown)
    return found


def _row(tester: Tester, names: dict[str, str], family: list[str]) -> dict[str, Any]:
    one, row = tester.one, tester.row
    place = f"{names[one.place]} {_INSURANCE[one.insurance]}" if one.is_insured else "没有参保"
    return {
        "key": one.key,
        "name": row.name,
        "story": one.story,
        "family": family,
        "phone": tester.phone,
        "psn_no": row.psn_no,
        "certno": row.certno,
        "card_no": row.card_no or "",
        "place": place,
        "photo": faces.photo_of_today(one),
        "has_account": tester.has_phone,
        "voucher": tester.voucher_word,
    }

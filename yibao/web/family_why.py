"""绑定了却用不了: what stands in the way of a relative's code, in the order of P92.

Every check reads the real state of the relative whom the person chooses; the first that fails comes
first, with its remedy. Signed out, the page tells the usual reasons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.selectors import regions
from family.selectors import bindings, progress, requests
from vouchers import selectors as vouchers

from . import family_checks as checks
from .family_checks import BAD, Check
from .who import person_of


@dataclass(frozen=True, slots=True)
class Choice:
    """One relative to look at: a binding, or a request that is still on its way."""

    name: str
    url: str
    current: bool
    binding: Any = None
    request: Any = None


@require_safe
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """The checks of one relative in order, the first failed one on top."""
    person = person_of(request)
    choices = _choices(request, person) if person is not None else []
    chosen = next((one for one in choices if one.current), None)
    found = list(_checks(request, chosen)) if chosen else []
    context = {
        "choices": choices,
        "chosen": chosen,
        "checks": found,
        "first": next((one for one in found if one.state == BAD), None),
        "is_known": person is not None,
        "way_in": _way_in(request),
        "phone": _phone(person),
    }
    return render(request, "web/family_why.html", context)


def _way_in(request: HttpRequest) -> tuple[str, str, str]:
    """Why nothing of the person is known yet, and the way on: words, address, button."""
    user: Any = request.user
    here = urlencode({"next": request.path})
    if not user.is_authenticated or user.is_staff:
        login = f"{reverse('accounts:login')}?{here}"
        return "登录以后才能查您家人的情况。", login, "去登录"
    if user.person_id is None:
        return "还没核对姓名和身份证号。", reverse("accounts:real-name"), "去实名"
    unlock = f"{reverse('vouchers:unlock')}?{here}"
    return "这部手机是新登录的，先证明是您本人。", unlock, "去验证"


def _choices(request: HttpRequest, person: Any) -> list[Choice]:
    """Relatives and requests on their way; the one of the address is current, else the first."""
    wanted = request.GET.get("member", "")
    rows = [(one.ref, one, None) for one in bindings.of_holder(person)]
    rows += [(one.ref, None, one) for one in requests.open_of(person)]
    known = {ref for ref, _, _ in rows}
    current = wanted if wanted in known else next(iter(ref for ref, _, _ in rows), "")
    return [
        Choice(
            name=_name(binding, asked),
            url=f"{request.path}?{urlencode({'member': ref})}",
            current=ref == current,
            binding=binding,
            request=asked,
        )
        for ref, binding, asked in rows
    ]


def _name(binding: Any, asked: Any) -> str:
    if binding is not None:
        return f"{binding.member.masked_name}（{bindings.member_word(binding)}）"
    return progress.of(asked).name


def _checks(request: HttpRequest, chosen: Choice) -> Iterator[Check]:
    """The eleven of P92; those of a relative nobody knows yet end with the request."""
    own = vouchers.standing(request.user.person)
    if chosen.binding is None:
        yield from checks.of_request(chosen.request)
        yield checks.places(request.user.person)
        return
    yield from checks.of_binding(chosen.binding, own)


def _phone(person: Any) -> str:
    if person is None:
        return settings.SUPPORT_PHONE
    return regions.hotline_of(vouchers.standing(person).region)

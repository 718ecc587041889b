"""请先验证是您本人: the one page where the owner proves to be there (P22, T28, settled 14).

Password, passkey or face open the code and every change; a text message opens reading pages alone,
and only for people who have no password. ``next`` says where to go on, ``reading`` that the page is
only read.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import PasskeyNotValid
from accounts.selectors import sign_ins
from accounts.services import passkeys
from yibao.kernel import clock, proof, webauthn
from yibao.kernel.insured_pages import for_insured

from ... import errors, rules, selectors
from ...services import pins
from .. import guards, problems
from ..forms import UnlockForm, posted


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the person wants to go, and whether only to read."""

    address: str
    is_reading: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Wish":
        address = request.POST.get("next") or request.GET.get("next", "")
        return cls(guards.safe_next(request, address), request.GET.get("reading") == "1")

    @property
    def is_code(self) -> bool:
        """The own code and the pages around it; a relative's code has rules of its own."""
        code = reverse("vouchers:code")
        return self.address.startswith(code) and not self.address.startswith(f"{code}m/")

    @property
    def query(self) -> str:
        """The same wish for the other ways of proving."""
        query = {"next": self.address} | ({"reading": "1"} if self.is_reading else {})
        return urlencode(query)


@dataclass(frozen=True, slots=True)
class Ways:
    """By what this person can prove to be there."""

    pin: bool
    passkey: bool
    face: bool
    phone: bool


def ways_of(request: HttpRequest, standing: selectors.Standing, wish: Wish) -> Ways:
    """A password that is not locked, a passkey, a face from 16 on; else a message for reading."""
    user: Any = request.user
    voucher, person = standing.voucher, standing.person
    has_pin = bool(voucher and voucher.pin_hash)
    is_grown_up = person.age_on(clock.today(person.tenant)) >= rules.MIN_AGE
    return Ways(
        pin=has_pin and not isinstance(standing.refusal, errors.VoucherLocked),
        passkey=bool(sign_ins.passkeys(user)),
        face=is_grown_up and person.deceased_on is None,
        phone=wish.is_reading and not has_pin and bool(user.phone),
    )


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the password, and name the other ways; a locked voucher shows until when."""
    wish, standing = Wish.of(request), selectors.standing(request.user.person)
    is_locked = isinstance(standing.refusal, errors.VoucherLocked)
    has_no_code = not is_locked and problems.problem_of(standing) is not None
    if wish.is_code and has_no_code and not proof.is_on_new_device(request):
        return redirect("vouchers:code")
    ways = ways_of(request, standing, wish)
    form = UnlockForm(posted(request), initial={"next": wish.address})
    if request.method == "POST" and ways.pin and form.is_valid():
        answer = _try(request, form, wish)
        if answer is not None:
            return answer
        standing = selectors.standing(request.user.person)
    return _page(request, form, standing, wish)


def _try(request: HttpRequest, form: UnlockForm, wish: Wish) -> HttpResponse | None:
    try:
        pins.verify_pin(by=request.user, pin=form.cleaned_data["pin"])
    except errors.PinWrong as wrong:
        form.refuse(wrong, "pin")
        return None
    except errors.VoucherLocked:
        guards.lock(request)
        return redirect(f"{request.path}?{wish.query}")
    guards.unlock(request)
    return redirect(wish.address)


def _page(
    request: HttpRequest, form: UnlockForm, standing: selectors.Standing, wish: Wish
) -> HttpResponse:
    locked = isinstance(standing.refusal, errors.VoucherLocked)
    ways = ways_of(request, standing, wish)
    context = {
        "form": form,
        "ways": ways,
        "wish": wish,
        # A locked voucher shows no code, whatever else the owner proves.
        "is_closed_to_all": wish.is_code and locked,
        "locked_until": standing.voucher.pin_locked_until if locked else None,
        "hotline": problems.hotline(standing),
    }
    return render(request, "vouchers/unlock.html", context)


@sensitive_post_parameters("credential")
@require_POST
@for_insured
def unlock_passkey(request: HttpRequest) -> HttpResponse:
    """The answer of the device, asked for at ``accounts:passkey-options``."""
    wish, user = Wish.of(request), request.user
    state, answer = webauthn.take(request)
    site = webauthn.site_of(request)
    try:
        passkeys.recognise(by=user, site=site, state=state, answer=answer)
    except PasskeyNotValid as refused:
        standing = selectors.standing(user.person)
        form = UnlockForm({"next": wish.address})
        form.errors.clear()
        form.add_error(None, f"{refused.title}。{refused.message}请再试一次，或用别的办法。")
        return _page(request, form, standing, wish)
    guards.unlock(request, proof.PASSKEY)
    return redirect(wish.address)

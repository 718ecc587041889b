"""Who may open a page of the voucher, and for how long a proof of presence counts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from yibao.kernel import facestep, proof

from .. import selectors


def is_unlocked(request: HttpRequest) -> bool:
    """Whether the password was given within the last five minutes in this session (P22)."""
    return proof.is_fresh(request, settings.UNLOCK_SECONDS)


def unlock(request: HttpRequest, way: str = proof.PASSWORD) -> None:
    """Remember the proof and by what it was given."""
    proof.stamp(request, way)


def lock(request: HttpRequest) -> None:
    """Forget the proof."""
    proof.forget(request)


def to_unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the password and come back to this page."""
    return proof.ask(request)


def has_face(request: HttpRequest, purpose: str) -> bool:
    """Whether a face check of this session may be spent for this purpose now (T20)."""
    return bool(facestep.kept(request, purpose)) and bool(selectors.face_for(request.user, purpose))


def face_result(request: HttpRequest, purpose: str) -> dict[str, str]:
    """The signed result and what it is bound to, as services want them."""
    return {"face": facestep.kept(request, purpose), "session": facestep.binding(request)}


def safe_next(request: HttpRequest, address: str) -> str:
    """Only pages of this site; anything else leads to the code (no open redirect)."""
    fits = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if fits and address.startswith("/") else reverse("vouchers:code")

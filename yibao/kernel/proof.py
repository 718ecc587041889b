"""Proof that the owner is at the device, remembered in the session (P22, T28).

A proof is a password, a passkey or a face; each page says how fresh it must be. The page that asks
for one is named by ``settings.PROOF_PAGE``.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from yibao.kernel import clock

PROVED_AT, PROVED_BY, PROVED_IN = "unlocked_at", "unlocked_by", "unlocked_in"
PASSWORD, PASSKEY, FACE, PHONE = "password", "passkey", "face", "phone"
STRONG = frozenset({PASSWORD, PASSKEY, FACE})
# A person who says to be still there gets the same time again, up to this after the proof itself.
STAYED = "stayed_at"
STAY_MOST_SECONDS = 30 * 60
SAFE = ("GET", "HEAD", "OPTIONS")
# Another worker, whose clock runs ahead, may have stamped the proof (F21).
CLOCK_SKEW_SECONDS = 120

View = Callable[..., HttpResponse]


def stamp(request: HttpRequest, way: str) -> None:
    """Remember the proof; the session gets a new name, so that an old one is worth nothing."""
    request.session.cycle_key()
    request.session[PROVED_AT] = _moment()
    request.session[PROVED_BY] = way
    request.session[PROVED_IN] = _epoch(request)
    request.session.pop(STAYED, None)


def forget(request: HttpRequest) -> None:
    """Nothing is proved any more."""
    request.session.pop(PROVED_AT, None)
    request.session.pop(PROVED_BY, None)
    request.session.pop(PROVED_IN, None)
    request.session.pop(STAYED, None)


def is_fresh(request: HttpRequest, seconds: int, *, for_reading: bool = False) -> bool:
    """Whether a proof was given within these seconds and has not been ended since.

    A changed password ends the proofs of all sessions by raising the user's ``proof_epoch``.
    A code by text message counts for reading alone, never for a code or a change (settled 14).
    """
    stamped = request.session.get(PROVED_AT)
    if way(request) == PHONE and not for_reading:
        return False
    if request.session.get(PROVED_IN, 0) != _epoch(request):
        return False
    return isinstance(stamped, int) and -CLOCK_SKEW_SECONDS <= _moment() - stamped < seconds


def stay(request: HttpRequest, seconds: int) -> bool:
    """继续使用, on a form whose time is running out: the same time again, from now.

    It prolongs a proof that still counts, for pages of this very window, and never the showing of
    a code; half an hour after the proof itself it is over (T28). False where it is over already.
    """
    if not is_fresh(request, seconds) and not is_staying(request, seconds):
        return False
    request.session[STAYED] = {**request.session.get(STAYED, {}), str(seconds): _moment()}
    return True


def is_staying(request: HttpRequest, seconds: int) -> bool:
    """Whether somebody said within these seconds to be still there."""
    stayed = request.session.get(STAYED, {}).get(str(seconds))
    is_one = is_fresh(request, STAY_MOST_SECONDS)
    return is_one and stayed is not None and -CLOCK_SKEW_SECONDS <= _moment() - stayed < seconds


def until(request: HttpRequest, seconds: int) -> datetime:
    """When a form of this window has to be sent at the latest."""
    proved = request.session[PROVED_AT]
    stayed = request.session.get(STAYED, {}).get(str(seconds), 0)
    last = min(max(proved, stayed) + seconds, proved + STAY_MOST_SECONDS)
    return datetime.fromtimestamp(last, UTC)


def way(request: HttpRequest) -> str:
    """By what the last proof was given; empty where there is none."""
    return request.session.get(PROVED_BY, "")


def is_on_new_device(request: HttpRequest) -> bool:
    """Whether only a text message has been shown on this device so far (T16).

    The sign-in is put on the request by the middleware of accounts.
    """
    here = getattr(request, "sign_in", None)
    return here is not None and here.proved_at is None


def needs_proof(seconds: int, *, for_reading: bool = False) -> Callable[[View], View]:
    """A page that opens only after a proof this fresh; a POST without one is refused (T28).

    ``for_reading`` lets somebody in who has neither password nor face, by a text message.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_fresh(request, seconds, for_reading=for_reading) or is_staying(request, seconds):
                request.proof = {"seconds": seconds, "until": until(request, seconds)}
                return view(request, *args, **kwargs)
            if request.method not in SAFE:
                raise PermissionDenied("proof")
            return ask(request, for_reading=for_reading)

        return guarded

    return decorate


def ask(request: HttpRequest, *, for_reading: bool = False) -> HttpResponse:
    """Lead to the page that asks for a proof, and back to this very address afterwards."""
    query = {"next": request.get_full_path()} | ({"reading": "1"} if for_reading else {})
    return redirect(f"{reverse(settings.PROOF_PAGE)}?{urlencode(query)}")


def _epoch(request: HttpRequest) -> int:
    return getattr(request.user, "proof_epoch", 0)


def _moment() -> int:
    return int(clock.now().timestamp())

"""What the session remembers between the steps; phones, names and numbers only sealed (T89).

Keys: ``phone_step``, ``real_name_step``, ``face_ref``, ``first_time``, ``phone_change``,
``recovery``.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from yibao.kernel import crypto

PHONE, REAL_NAME, FACE, FIRST_TIME = "phone_step", "real_name_step", "face_ref", "first_time"
PHONE_CHANGE, RECOVERY = "phone_change", "recovery"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PhoneStep:
    """A number that a code was sent to."""

    phone: str
    purpose: str
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class RealNameStep:
    """A name and number that the register knows, before the face proves them."""

    name: str
    certno: str
    person_id: str
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class PhoneChangeStep:
    """A new number on its way to the account; ``proved_at`` is when its code was right (epoch)."""

    phone: str
    proved_at: int = 0


@dataclass(frozen=True, slots=True)
class RecoveryStep:
    """A person whose name and number were right, and who has another account."""

    person_id: str


def save_phone(request: HttpRequest, step: PhoneStep) -> None:
    """Remember the phone step."""
    request.session[PHONE] = _seal(request, PHONE, asdict(step))


def phone(request: HttpRequest) -> PhoneStep | None:
    """The phone step, if there is one."""
    return _open(request, PHONE, PhoneStep)


def save_real_name(request: HttpRequest, step: RealNameStep) -> None:
    """Remember the real-name step."""
    request.session[REAL_NAME] = _seal(request, REAL_NAME, asdict(step))


def real_name(request: HttpRequest) -> RealNameStep | None:
    """The real-name step of this very user."""
    return _open(request, REAL_NAME, RealNameStep)


def save_phone_change(request: HttpRequest, step: PhoneChangeStep) -> None:
    """Remember the change of number."""
    request.session[PHONE_CHANGE] = _seal(request, PHONE_CHANGE, asdict(step))


def phone_change(request: HttpRequest) -> PhoneChangeStep | None:
    """The change of number of this very user."""
    return _open(request, PHONE_CHANGE, PhoneChangeStep)


def save_recovery(request: HttpRequest, step: RecoveryStep) -> None:
    """Remember whose account is to be found again."""
    request.session[RECOVERY] = _seal(request, RECOVERY, asdict(step))


def recovery(request: HttpRequest) -> RecoveryStep | None:
    """The recovery of this very user."""
    return _open(request, RECOVERY, RecoveryStep)


def forget(request: HttpRequest, *keys: str) -> None:
    """Drop steps that are done."""
    for key in keys:
        request.session.pop(key, None)


def _context(request: HttpRequest, key: str) -> str:
    """A step belongs to its user; the phone step comes before there is one."""
    return f"session.{key}:{'' if key == PHONE else request.user.pk}"


def _seal(request: HttpRequest, key: str, values: dict[str, Any]) -> str:
    return crypto.seal(json.dumps(values), context=_context(request, key))


def _open(request: HttpRequest, key: str, kind: type[_T]) -> _T | None:
    sealed = request.session.get(key)
    if not sealed:
        return None
    try:
        return kind(**json.loads(crypto.unseal(sealed, context=_context(request, key))))
    except (crypto.SealBroken, TypeError, ValueError):
        # A step of another user, or of an older form of the step: begin it again.
        request.session.pop(key, None)
        return None

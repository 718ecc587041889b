"""Where a person is signed in and which devices are known; no writing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.models import Passkey, SignIn
from yibao.kernel import clock, crypto

PAGE = 10


def device_hash(device: str) -> str:
    """Under which a device is remembered."""
    return crypto.blind_index(device, "device")


def running(user: Any, ref: str) -> SignIn | None:
    """The user's own sign-in that was not ended."""
    return SignIn.objects.filter(user_id=user.pk, ref=ref, ended_at__isnull=True).first()


def knows(user: Any, device: str) -> bool:
    """Whether the owner proved to be at this device within 30 days (T16)."""
    since = clock.now() - timedelta(seconds=settings.DEVICE_COOKIE_AGE)
    return SignIn.objects.filter(
        user=user,
        device_hash=device_hash(device),
        proved_at__isnull=False,
        last_seen_at__gt=since,
    ).exists()


def devices_of(user: Any, since: datetime) -> set[str]:
    """Hashes of the devices that somebody used since a moment."""
    rows = SignIn.objects.filter(user=user, last_seen_at__gt=since).exclude(device_hash="")
    return set(rows.values_list("device_hash", flat=True))


def people_of_devices(devices: set[str], since: datetime) -> set[UUID]:
    """Ids of the persons who used one of these devices since a moment."""
    rows = SignIn.objects.filter(device_hash__in=devices, last_seen_at__gt=since)
    return set(rows.filter(user__person__isnull=False).values_list("user__person", flat=True))


def open_ones(user: Any) -> list[SignIn]:
    """Where the user is signed in now, the last used first."""
    since = clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = SignIn.objects.filter(user=user, ended_at__isnull=True, began_at__gt=since)
    return list(rows.order_by("-last_seen_at"))


def ended_ones(user: Any) -> list[SignIn]:
    """The last sign-ins that are over."""
    rows = SignIn.objects.filter(user=user, ended_at__isnull=False)
    return list(rows.order_by("-began_at")[:PAGE])


def passkeys(user: Any) -> list[Passkey]:
    """Passkeys that still work, the newest first."""
    return list(Passkey.objects.filter(user=user, removed_at__isnull=True).order_by("-created_at"))

"""Consents in force."""

from typing import Any

from accounts.models import Consent


def live(user: Any, kind: str, version: str = "") -> Consent | None:
    """The consent of a kind that was not withdrawn; of one version where it is named."""
    found = Consent.objects.filter(user=user, kind=kind, withdrawn_at__isnull=True)
    if version:
        found = found.filter(version=version)
    return found.order_by("-given_at").first()


def of(user: Any) -> list[Consent]:
    """Everything a person agreed to, newest first."""
    return list(Consent.objects.filter(user=user).order_by("-given_at"))

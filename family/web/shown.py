"""The relatives' codes that this session has on screen: ids only, the newest few."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from vouchers import selectors as vouchers

SHOWN, PROVE_FOR = "family_shown_codes", "family_prove_again_for"
KEPT = 4


def ids(request: HttpRequest) -> list[str]:
    """Ids of the codes shown last, newest first."""
    return list(request.session.get(SHOWN, []))


def add(request: HttpRequest, code_id: UUID) -> None:
    """Watch one more code; those that were scanned have had their page."""
    done = {str(scan.code_id) for scan in scans(request)}
    rest = [old for old in ids(request) if old not in done]
    request.session[SHOWN] = [str(code_id), *rest][:KEPT]


def scans(request: HttpRequest) -> list[Any]:
    """Scans of the watched codes, newest first."""
    watched = ids(request)
    return vouchers.scans_of_codes(watched, shown_by=request.user) if watched else []


def is_live(request: HttpRequest) -> bool:
    """Whether one of the watched codes could still be scanned."""
    return vouchers.live_codes(ids(request), shown_by=request.user)


def must_prove_again(request: HttpRequest, scan: Any) -> bool:
    """Whether a proof from before this surprising scan would be used; asked once a scan (T02)."""
    if request.session.get(PROVE_FOR) == scan.scan_id:
        return False
    request.session[PROVE_FOR] = scan.scan_id
    return True

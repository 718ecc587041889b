"""The codes that this session has on screen: ids only, the newest few."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from .. import selectors
from ..models import Scan

SHOWN = "shown_codes"
KEPT = 4


def ids(request: HttpRequest) -> list[str]:
    """Ids of the codes shown last, newest first."""
    return list(request.session.get(SHOWN, []))


def add(request: HttpRequest, code_id: UUID) -> None:
    """Watch one more code; those that were scanned have had their page."""
    done = {str(scan.code_id) for scan in scans(request)}
    rest = [old for old in ids(request) if old not in done]
    request.session[SHOWN] = [str(code_id), *rest][:KEPT]


def forget(request: HttpRequest, code_id: Any) -> None:
    """Stop watching a code."""
    rest = [old for old in ids(request) if old != str(code_id)]
    if rest != ids(request):
        request.session[SHOWN] = rest


def scans(request: HttpRequest) -> list[Scan]:
    """Scans of the watched codes, newest first."""
    watched = ids(request)
    return selectors.scans_of_codes(watched, shown_by=request.user) if watched else []

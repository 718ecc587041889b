"""The codes that this session has on screen: ids only, the newest few."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from .. import selectors
from ..models import Scan

SHOWN, WATCHED_FROM, PROVE_FOR = "shown_codes", "scans_watched_from", "prove_again_for"
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


def watch_from(request: HttpRequest, moment: datetime) -> None:
    """From here on a scan of this person is news on this screen, whoever showed the code."""
    request.session[WATCHED_FROM] = moment.isoformat()


def seen(request: HttpRequest, scan: Scan) -> None:
    """This scan has had its page."""
    mark = request.session.get(WATCHED_FROM)
    if mark is not None and datetime.fromisoformat(mark) < scan.created_at:
        watch_from(request, scan.created_at)


def news(request: HttpRequest) -> Scan | None:
    """The newest scan that this screen has not shown: of its own codes, or of the person (T02)."""
    own = scans(request)
    mark = request.session.get(WATCHED_FROM)
    if own or mark is None:
        return own[0] if own else None
    return selectors.newest_scan_since(request.user.person, datetime.fromisoformat(mark))


def must_prove_again(request: HttpRequest, scan: Scan) -> bool:
    """Whether a proof from before this surprising scan would be used; asked once a scan."""
    if request.session.get(PROVE_FOR) == scan.scan_id:
        return False
    request.session[PROVE_FOR] = scan.scan_id
    return True

"""Copies of a person's own data: asked for, made in the background, kept seven days (T92)."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from accounts.errors import ExportGone, ExportInWork, ExportTooOften
from accounts.models import DataExport, User
from accounts.selectors import own_data
from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, outbox, sealedfiles
from yibao.kernel.errors import NotFound
from yibao.kernel.portable import Section
from yibao.notices import services as notices

TOPIC = "accounts.export.requested"
KEPT = timedelta(days=7)
A_DAY = 3
#: A copy that nobody could make in this time will not be made.
GIVEN_UP = timedelta(hours=24)
FORMAT = "yibao-personal-data/1"
_State = DataExport.State


def _folder() -> Path:
    """Where the sealed files lie."""
    return Path(settings.EXPORT_DIR)


def request(*, by: User) -> DataExport:
    """Ask for a copy; the worker makes it. Raises ``ExportInWork``, ``ExportTooOften``.

    The caller has had the person prove to be there (T92). A copy that is ready ends: there is never
    more than one file of a person.
    """
    day = clock.now() - timedelta(days=1)
    if DataExport.objects.filter(user=by, requested_at__gt=day).count() >= A_DAY:
        raise ExportTooOften
    try:
        with transaction.atomic():
            made = DataExport.objects.create(user=by, requested_at=clock.now())
            for old in _locked(DataExport.objects.filter(user=by, state=_State.READY)):
                _end(by, old)
            _record("requested", by, made)
            outbox.emit(TOPIC, key=f"export:{made.pk}", payload={"export": str(made.pk)})
    except IntegrityError as twice:
        raise ExportInWork from twice
    return made


def make(*, by: object | None, export_id: str) -> None:
    """Collect, seal, tell; safe to repeat, because only a requested copy is made."""
    with transaction.atomic():
        row = _locked(DataExport.objects.filter(pk=export_id, state=_State.REQUESTED)).first()
        if row is None:
            return
        user = User.objects.select_related("person").get(pk=row.user_id)
        sealed = sealedfiles.write(_folder(), pack(by=by, user=user))
        row.file_token, row.file_key = sealed.token, sealed.key
        row.state, row.ready_at = _State.READY, clock.now()
        row.expires_at = row.ready_at + KEPT
        row.save(update_fields=["file_token", "file_key", "state", "ready_at", "expires_at"])
        _record("made", by, row)
        notices.post(
            "export_ready",
            by=by,
            user=user,
            context={"until": row.expires_at},
            link=notices.Link("/me/privacy/export/", "去下载"),
            sms=True,
        )
        failpoints.hit("before_commit")


def pack(*, by: object | None, user: User) -> bytes:
    """The copy itself: ``data.json`` for programs and ``index.html`` for people, in one ZIP."""
    sections = own_data.sections_of(user)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", _as_json(sections))
        words = {"sections": sections, "made_at": clock.now()}
        archive.writestr("index.html", render_to_string("accounts/export_file.html", words))
    return file.getvalue()


def _as_json(sections: list[Section]) -> str:
    body: dict[str, Any] = {
        "format": FORMAT,
        "made_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        "sections": {
            one.code: {"title": one.title, "labels": one.labels, "rows": one.rows}
            for one in sections
        },
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def fetch(*, by: User, ref: str) -> bytes:
    """The ZIP, for its owner only. Raises ``NotFound``, ``ExportGone``."""
    with transaction.atomic():
        row = _locked(DataExport.objects.filter(user=by, ref=ref)).first()
        if row is None:
            raise NotFound
        if row.state != _State.READY or row.expires_at <= clock.now():
            raise ExportGone
        try:
            plain = sealedfiles.read(
                _folder(), sealedfiles.SealedFile(row.file_token, row.file_key)
            )
        except FileNotFoundError as lost:
            raise ExportGone from lost
        row.downloaded_at = clock.now()
        row.save(update_fields=["downloaded_at"])
        _record("downloaded", by, row)
    return plain


def end_of(*, by: object | None, user: User) -> int:
    """End every copy of a user at once; the caller holds the transaction."""
    alive = DataExport.objects.filter(user=user, state__in=[_State.REQUESTED, _State.READY])
    return sum(_end(by, row) for row in _locked(alive))


def end_overdue(*, by: object | None) -> int:
    """End what is older than seven days, give up what could not be made, drop stray files."""
    moment = clock.now()
    with transaction.atomic():
        over = DataExport.objects.filter(state=_State.READY, expires_at__lte=moment)
        ended = sum(_end(by, row) for row in _locked(over))
        stuck = DataExport.objects.filter(
            state=_State.REQUESTED, requested_at__lt=moment - GIVEN_UP
        )
        ended += sum(_end(by, row, _State.FAILED) for row in _locked(stuck))
    _drop_strays()
    return ended


def _drop_strays() -> None:
    """Files that no row knows: a run that died between file and commit left them."""
    known = set(DataExport.objects.filter(state=_State.READY).values_list("file_token", flat=True))
    oldest = clock.now() - timedelta(hours=1)
    for name in sealedfiles.names(_folder()):
        path = _folder() / name
        if name not in known and path.stat().st_mtime < oldest.timestamp():
            path.unlink(missing_ok=True)


def _end(by: object | None, row: DataExport, state: str = _State.EXPIRED) -> int:
    token = row.file_token
    row.state, row.file_token, row.file_key = state, "", None
    row.save(update_fields=["state", "file_token", "file_key"])
    _record(str(state).lower(), by, row)
    transaction.on_commit(lambda: sealedfiles.remove(_folder(), token), robust=True)
    return 1


def _locked(rows: Any) -> Any:
    return rows.select_for_update(no_key=True, of=("self",))


def _record(what: str, by: object | None, row: DataExport) -> None:
    audit.record(f"accounts.export.{what}", by=by, subject=row, tenant_id=row.user.tenant_id)

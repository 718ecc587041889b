"""Files of 9101 and 9102: what institutions send for a reconciliation, and catalogues."""

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import Any

from yibao.audit import services as audit
from yibao.kernel import clock

from ..errors import FileTooLarge, FileUnknown
from ..models import GatewayFile

MOST_BYTES = 2 * 1024 * 1024
KEPT = timedelta(days=7)


def keep(*, by: Any, institution: Any, filename: str, content: bytes | None) -> GatewayFile:
    """Store a file of an institution, sealed, for a week. Raises ``gateway.file_refused``."""
    if not content or len(content) > MOST_BYTES:
        raise FileTooLarge(limit_mb=MOST_BYTES // 2**20)
    row = _new(institution=institution, filename=filename, content=content, version="", rows=0)
    row.save(force_insert=True)
    audit.record(
        "gateway.file.kept",
        by=by,
        subject=row,
        tenant_id=institution.tenant_id,
        data={"sha256": row.sha256},
    )
    return row


def publish(*, by: Any, version: str, filename: str, content: bytes, rows: int) -> GatewayFile:
    """A catalogue file that everybody may fetch; the same version is one file."""
    row = GatewayFile.objects.filter(institution=None, version=version).first()
    if row is not None:
        row.kept_until = clock.now() + KEPT
        row.save(update_fields=["kept_until"])
        return row
    fresh = _new(institution=None, filename=filename, content=content, version=version, rows=rows)
    GatewayFile.objects.bulk_create([fresh], ignore_conflicts=True)
    return GatewayFile.objects.get(institution=None, version=version)


def find(*, by: Any, institution: Any, file_qury_no: str, filename: str = "") -> GatewayFile:
    """A file of this institution or of everybody. Raises ``gateway.file_unknown`` (T31)."""
    row = GatewayFile.objects.filter(file_qury_no=file_qury_no).first()
    if row is None or row.institution_id not in (None, institution.pk):
        raise FileUnknown
    if row.kept_until <= clock.now() or (filename and filename != row.filename):
        raise FileUnknown
    return row


def content_of(*, by: Any, row: GatewayFile) -> bytes:
    """The bytes of a file."""
    return base64.b64decode(row.content)


def forget_old(*, by: Any) -> int:
    """Remove files whose days are over."""
    removed, _ = GatewayFile.objects.filter(kept_until__lt=clock.now()).delete()
    return removed


def _new(
    *, institution: Any, filename: str, content: bytes, version: str, rows: int
) -> GatewayFile:
    now = clock.now()
    return GatewayFile(
        file_qury_no=f"fsi{secrets.token_hex(12)}",
        institution=institution,
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        content=base64.b64encode(content).decode(),
        version=version,
        rows=rows,
        kept_until=now + KEPT,
        created_at=now,
    )

"""Codes and scans: why one failed, which may open a visit, what a person may look back on."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from yibao.kernel import clock

from .. import errors
from ..data import CodePill, ScanResult
from ..events import code_pills_wanted, may_present_wanted, scan_result_wanted
from ..models import DynamicCode, Scan, Voucher
from . import holders, receipts

_REF = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


def why_code_failed(code_hash: str, *, tenant: Any) -> tuple[Any, Any]:
    """The refusal for a code that could not be redeemed, and the row where one is known."""
    row = (
        DynamicCode.objects.select_related("voucher__person__tenant", "shown_by")
        .filter(code_hash=code_hash, voucher__person__tenant=tenant)
        .first()
    )
    if row is None:
        return errors.CodeUnknown(), None
    if row.used_at is not None:
        return errors.CodeUsed(), row
    if not may_present(row, row.voucher.person):
        return errors.PresentationEnded(), row
    return errors.CodeExpired(), row


def may_present(code: DynamicCode, person: Any) -> bool:
    """Whether who shows this code may show it now; asked again at every scan (T40).

    The own code always; a relative's only where the app that keeps bindings says so.
    """
    if not code.presented_as:
        return True
    asked = may_present_wanted.send(sender=DynamicCode, code=code, person=person)
    return any(answer is True for _, answer in asked)


def pills_of(user: Any) -> list[CodePill]:
    """Relatives whose codes this login may show, for the row of names."""
    asked = code_pills_wanted.send(sender=DynamicCode, user=user)
    return [pill for _, pills in asked for pill in pills or ()]


def scan_for_visit(
    client: Any, scan_id: str, *, purpose: str = "patient", lock: bool = False
) -> Scan:
    """A scan of the client's own institution that may still open a visit.

    Raises ``voucher.scan.unknown`` (also for another institution, purpose or a refused scan) and
    ``voucher.scan.expired``, ``voucher.scan.disowned``, ``voucher.scan.mismatched``. Whether it was
    used already is known to the app that keeps visits; ``lock`` holds the row until the transaction
    ends, so that two calls cannot both find it free.
    """
    if not _REF.fullmatch(scan_id):
        raise errors.ScanUnknown
    rows = Scan.objects.select_related("person__tenant", "institution")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    scan = rows.filter(
        scan_id=scan_id,
        tenant=client.tenant_id,
        institution=client.institution_id,
        purpose=purpose,
        outcome=Scan.OK,
    ).first()
    if scan is None:
        raise errors.ScanUnknown
    if receipts.is_disowned([scan.pk]):
        raise errors.ScanDisowned
    if scan.mismatch_at is not None:
        raise errors.ScanMismatched
    if scan.expires_at <= clock.now(scan.person.tenant):
        raise errors.ScanExpired
    return scan


def last_scan_at(person_id: UUID, institution_id: UUID) -> datetime | None:
    """When the person was last scanned as a patient at an institution (P113)."""
    return (
        Scan.objects.filter(
            person_id=person_id,
            institution_id=institution_id,
            purpose=Scan.Purpose.PATIENT,
            outcome=Scan.OK,
        )
        .order_by("-created_at")
        .values_list("created_at", flat=True)
        .first()
    )


def has_live_scan(client: Any, person: Any) -> bool:
    """Whether the client's institution scanned the person within the life of a scan."""
    rows = Scan.objects.filter(
        person=person,
        institution=client.institution_id,
        outcome=Scan.OK,
        expires_at__gt=clock.now(person.tenant),
        mismatch_at__isnull=True,
    )
    return rows.exclude(answer__verdict=receipts.NOT_MINE).exists()


def live_scan_of_card(client: Any, psn_no: str, certno: str) -> Scan | None:
    """The newest live reading of this person's own ID card at the client's institution."""
    rows = Scan.objects.select_related("person__tenant").filter(
        person__psn_no=psn_no,
        tenant=client.tenant_id,
        institution=client.institution_id,
        medium=Scan.Medium.ID_CARD,
        purpose=Scan.Purpose.PATIENT,
        outcome=Scan.OK,
        expires_at__gt=clock.now(),
    )
    scan = rows.order_by("-created_at").first()
    return scan if scan is not None and scan.person.certno == certno else None


def scans_of_codes(code_ids: Iterable[UUID | str], *, shown_by: Any) -> list[Scan]:
    """Scans of codes that this user showed, newest first."""
    return list(
        Scan.objects.filter(code_id__in=list(code_ids), code__shown_by=shown_by).order_by(
            "-created_at"
        )
    )


def live_codes(code_ids: Iterable[UUID | str], *, shown_by: Any) -> bool:
    """Whether one of the shown codes could still be scanned."""
    return DynamicCode.objects.filter(
        pk__in=list(code_ids),
        shown_by=shown_by,
        used_at__isnull=True,
        expires_at__gt=clock.now(shown_by.tenant),
    ).exists()


def scan_seen_by(user: Any, scan_id: str) -> Scan | None:
    """A scan of the user's own person, or of a code that the user showed for somebody (T31)."""
    if not _REF.fullmatch(scan_id):
        return None
    scan = (
        Scan.objects.select_related("institution", "person", "code", "answer")
        .filter(scan_id=scan_id)
        .first()
    )
    if scan is None or scan.person_id is None:
        return None
    shown_here = scan.code is not None and scan.code.shown_by_id == user.pk
    return scan if shown_here or receipts.may_answer(user, scan) else None


def result_of(scan: Scan) -> ScanResult:
    """What became of a scan: asked of the app that settles, by event."""
    if scan.outcome != Scan.OK:
        refusal = next(
            (kind for kind in _refusals() if kind.code == scan.outcome), errors.DomainError
        )
        reason = refusal.patient_text or refusal.detail
        if refusal is errors.VoucherSuspended:
            reason = _words_of_suspension(scan)
        return ScanResult(state="refused", reason=reason.format_map(_Quiet()))
    for _, answer in scan_result_wanted.send(sender=Scan, scan=scan):
        if isinstance(answer, ScanResult):
            return answer
    return ScanResult()


def _words_of_suspension(scan: Scan) -> str:
    """A sanction that still runs was the reason; one that has ended is not spoken of any more."""
    voucher = Voucher.objects.filter(person=scan.person_id).first()
    return holders.refusal_of_suspension(voucher).patient_text


def _refusals() -> list[type[errors.DomainError]]:
    return [kind for kind in vars(errors).values() if getattr(kind, "code", "")]


class _Quiet(dict):
    def __missing__(self, key: str) -> str:
        return ""

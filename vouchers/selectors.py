"""Reading vouchers, codes and scans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.selectors import enrolments, regions
from yibao.kernel import clock

from . import errors, rules
from .data import ScanResult
from .events import scan_result_wanted
from .models import DynamicCode, Scan, Voucher
from .states import VoucherWord

PAGE_SIZE = 20
FRESH_FACE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: voucher, enrolment, one word, and why a code may not be shown."""

    person: Any
    voucher: Voucher | None
    enrolment: Any
    word: VoucherWord
    refusal: errors.DomainError | None
    warnings: tuple[errors.DomainError, ...]

    @property
    def region(self) -> str:
        """Area code whose office helps: the district before the city."""
        if self.enrolment is None:
            return ""
        return self.enrolment.district_admdvs or self.enrolment.insuplc_admdvs

    @property
    def place(self) -> str:
        """Insured place in words (P19)."""
        return regions.name_of(self.enrolment.insuplc_admdvs) if self.enrolment else "—"

    @property
    def insurance(self) -> str:
        """Kind of insurance in words."""
        return self.enrolment.get_insutype_display() if self.enrolment else "—"


def voucher_of(person: Any) -> Voucher | None:
    """The one voucher of a person (P14)."""
    return Voucher.objects.filter(person=person).first()


def word(voucher: Voucher | None, enrolment: Any, *, person: Any = None) -> VoucherWord:
    """The status word; ``person`` adds whether the holder has died."""
    return rules.word_of(
        state=voucher.state if voucher else None,
        insurance_status=enrolment.psn_insu_stas if enrolment else None,
        pin_locked_until=voucher.pin_locked_until if voucher else None,
        suspended_until=voucher.suspended_until if voucher else None,
        now=clock.now(),
        is_deceased=bool(person and person.deceased_on),
    )


def standing(person: Any) -> Standing:
    """Everything the code page and the home page need to know about a person."""
    voucher, enrolment = voucher_of(person), enrolments.current(person)
    return standing_of(person, voucher, enrolment)


def standing_of(person: Any, voucher: Voucher | None, enrolment: Any) -> Standing:
    """The same from rows at hand, for instance locked ones."""
    status = word(voucher, enrolment, person=person)
    refusal = refusal_of_word(status) or refusal_of_insurance(person, enrolment)
    warnings = () if refusal else insurance_warnings(enrolment)
    return Standing(person, voucher, enrolment, status, refusal, warnings)


def refusal_of_word(status: str) -> errors.DomainError | None:
    """Why a voucher in this state may not be shown; None where it may."""
    if status == VoucherWord.SUSPENDED:
        return errors.VoucherSuspended()
    if status == VoucherWord.LOCKED:
        return errors.VoucherLocked()
    return None if rules.may_show(status) else errors.VoucherNotActive()


def refusal_of_insurance(person: Any, enrolment: Any) -> errors.DomainError | None:
    """Not insured (any more); paused insurance is a warning only (P6)."""
    if enrolment is None or rules.has_ended(
        insurance_status=enrolment.psn_insu_stas,
        valid_from=enrolment.valid_from,
        valid_to=enrolment.valid_to,
        today=clock.today(person.tenant),
    ):
        return errors.NotInsured()
    return None


def insurance_warnings(enrolment: Any) -> tuple[errors.DomainError, ...]:
    """What the counter and the person should know although nothing is refused."""
    return (errors.VoucherRestricted(),) if enrolment.psn_insu_stas == "2" else ()


def is_sanctioned(voucher: Voucher | None) -> bool:
    """Whether networked settlement is suspended as a sanction (P40)."""
    return voucher is not None and rules.is_sanction(
        state=voucher.state, suspended_until=voucher.suspended_until, now=clock.now()
    )


def has_fresh_face(user: Any) -> bool:
    """Whether this person's own face was checked within 30 minutes (P28)."""
    return user.face_checks.filter(
        person_id=user.person_id,
        outcome="PASSED",
        ended_at__gt=clock.now() - FRESH_FACE,
    ).exists()


def why_code_failed(code_hash: str, *, tenant: Any) -> tuple[Any, Any]:
    """The refusal for a code that could not be redeemed, and the row where one is known."""
    row = (
        DynamicCode.objects.select_related("voucher__person__tenant")
        .filter(code_hash=code_hash, voucher__person__tenant=tenant)
        .first()
    )
    if row is None:
        return errors.CodeUnknown(), None
    if row.used_at is not None:
        return errors.CodeUsed(), row
    return errors.CodeExpired(), row


def scan_for_visit(
    client: Any, scan_id: str, *, purpose: str = "patient", lock: bool = False
) -> Scan:
    """A scan of the client's own institution that may still open a visit.

    Raises ``voucher.scan.unknown`` (also for another institution, purpose or a refused scan) and
    ``voucher.scan.expired``. Whether it was used already is known to the app that keeps visits;
    ``lock`` holds the row until the transaction ends, so that two calls cannot both find it free.
    """
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
    return Scan.objects.filter(
        person=person,
        institution=client.institution_id,
        outcome=Scan.OK,
        expires_at__gt=clock.now(person.tenant),
    ).exists()


def has_live_scan(client: Any, person: Any) -> bool:
    """Whether the client's institution scanned this person within the life of a scan."""
    return Scan.objects.filter(
        tenant=client.tenant_id,
        institution=client.institution_id,
        person=person,
        outcome=Scan.OK,
        expires_at__gt=clock.now(person.tenant),
    ).exists()


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
    scan = (
        Scan.objects.select_related("institution", "person", "code").filter(scan_id=scan_id).first()
    )
    if scan is None or scan.person_id is None:
        return None
    shown_here = scan.code is not None and scan.code.shown_by_id == user.pk
    return scan if shown_here or scan.person_id == user.person_id else None


def history(person: Any, *, before: str = "") -> tuple[list[Scan], str]:
    """A page of a person's scans, newest first, and where the next page begins ("" at the end)."""
    rows = (
        Scan.objects.select_related("institution", "code__shown_by__person")
        .filter(person=person)
        .order_by("-id")
    )
    mark = Scan.objects.filter(person=person, scan_id=before).first() if before else None
    if mark is not None:
        rows = rows.filter(id__lt=mark.pk)
    found = list(rows[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return found[:PAGE_SIZE], found[PAGE_SIZE - 1].scan_id if more else ""


def result_of(scan: Scan) -> ScanResult:
    """What became of a scan: asked of the app that settles, by event."""
    if scan.outcome != Scan.OK:
        refusal = next(
            (kind for kind in _refusals() if kind.code == scan.outcome), errors.DomainError
        )
        reason = refusal.patient_text or refusal.detail
        return ScanResult(state="refused", reason=reason.format_map(_Quiet()))
    for _, answer in scan_result_wanted.send(sender=Scan, scan=scan):
        if isinstance(answer, ScanResult):
            return answer
    return ScanResult()


def _refusals() -> list[type[errors.DomainError]]:
    return [kind for kind in vars(errors).values() if getattr(kind, "code", "")]


class _Quiet(dict):
    def __missing__(self, key: str) -> str:
        return ""

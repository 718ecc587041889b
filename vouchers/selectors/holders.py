"""Where people stand: voucher, insurance, one word, and why a code may not be shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.selectors import enrolments, regions, verifications
from yibao.kernel import clock

from .. import errors, rules
from ..models import Voucher
from ..states import VoucherState, VoucherWord
from . import policies

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


def is_in_use(person_id: Any) -> bool:
    """Whether this person has a voucher that could be stopped now."""
    return Voucher.objects.filter(person_id=person_id, state=VoucherState.ACTIVE).exists()


def word(voucher: Voucher | None, enrolment: Any, *, person: Any = None) -> VoucherWord:
    """The status word; ``person`` adds whether the holder has died."""
    return rules.word_of(
        state=voucher.state if voucher else None,
        insurance_status=enrolment.psn_insu_stas if enrolment else None,
        pin_locked_until=voucher.pin_locked_until if voucher else None,
        suspended_until=voucher.suspended_until if voucher else None,
        now=_now(voucher, person),
        is_deceased=bool(person and person.deceased_on),
    )


def _now(voucher: Voucher | None, person: Any) -> datetime:
    """By the clock of the holder, who is looked up only where a moment counts."""
    if voucher is None or not (voucher.pin_locked_until or voucher.suspended_until):
        return clock.now()
    return clock.now((person or voucher.person).tenant)


def standing(person: Any) -> Standing:
    """Everything the code page and the home page need to know about a person."""
    voucher, enrolment = voucher_of(person), enrolments.current(person)
    return standing_of(person, voucher, enrolment)


def standing_of(person: Any, voucher: Voucher | None, enrolment: Any) -> Standing:
    """The same from rows at hand, for instance locked ones."""
    status = word(voucher, enrolment, person=person)
    refusal = refusal_of_word(status, voucher) or refusal_of_insurance(person, enrolment)
    warnings = () if refusal else insurance_warnings(enrolment)
    return Standing(person, voucher, enrolment, status, refusal, warnings)


def refusal_of_word(status: str, voucher: Voucher | None = None) -> errors.DomainError | None:
    """Why a voucher in this state may not be shown; None where it may."""
    if status == VoucherWord.SUSPENDED:
        return refusal_of_suspension(voucher)
    if status == VoucherWord.LOCKED:
        return errors.VoucherLocked()
    return None if rules.may_show(status) else errors.VoucherNotActive()


def refusal_of_insurance(person: Any, enrolment: Any) -> errors.DomainError | None:
    """Not insured (any more); paused insurance is a warning only (P6)."""
    return _refusal_on(enrolment, clock.today(person.tenant))


def refusal_of_insurance_on(person: Any, day: date) -> errors.DomainError | None:
    """The same for a day that is over, by the relation that the person uses now."""
    return _refusal_on(enrolments.current(person), day)


def _refusal_on(enrolment: Any, day: date) -> errors.DomainError | None:
    if enrolment is None or rules.has_ended(
        insurance_status=enrolment.psn_insu_stas,
        valid_from=enrolment.valid_from,
        valid_to=enrolment.valid_to,
        today=day,
    ):
        return errors.NotInsured()
    return None


def refusal_of_hours(person: Any, enrolment: Any) -> errors.DomainError | None:
    """Why no code may be used at this time of the day; None where the area sets no hours (P33)."""
    moment = clock.local(clock.now(person.tenant))
    policy = policies.of_enrolment(enrolment, moment.date())
    if policy.serves_at(moment.time()):
        return None
    return errors.OutsideServiceHours(hours=policy.hours)


def insurance_warnings(enrolment: Any) -> tuple[errors.DomainError, ...]:
    """What the counter and the person should know although nothing is refused."""
    return (errors.VoucherRestricted(),) if enrolment.psn_insu_stas == "2" else ()


def is_sanctioned(voucher: Voucher | None) -> bool:
    """Whether networked settlement is suspended as a sanction (P40)."""
    if voucher is None or voucher.suspended_until is None:
        return False
    now = clock.now(voucher.person.tenant)
    return rules.is_sanction(state=voucher.state, suspended_until=voucher.suspended_until, now=now)


def refusal_of_suspension(voucher: Voucher | None) -> errors.VoucherSuspended:
    """A loss and a sanction are refused in different words (P36, P40)."""
    return errors.VoucherSuspended(
        until=voucher.suspended_until if is_sanctioned(voucher) else None
    )


def may_apply_again(voucher: Voucher | None) -> bool:
    """Whether the voucher was closed by own wish and may be applied for anew; no sanction runs."""
    if voucher is None or not rules.may_apply_again(voucher.closing_reason):
        return False
    is_over = voucher.state == VoucherState.SUSPENDED and not is_sanctioned(voucher)
    return voucher.state == VoucherState.CLOSED or is_over


def face_for(user: Any, purpose: str) -> Any:
    """The passed, unused check of the own face that may be spent for this purpose now (T20)."""
    return verifications.face_to_spend(user, purpose=purpose)


def has_fresh_face(user: Any) -> bool:
    """Whether this person's own face was checked within 30 minutes (P28).

    One that another phone made counts once the session that waits for it has fetched it (T20).
    """
    return user.face_checks.filter(
        ~Q(handover__isnull=False, handover__ended_at__isnull=True),
        person_id=user.person_id,
        outcome="PASSED",
        ended_at__gt=clock.now() - FRESH_FACE,
    ).exists()

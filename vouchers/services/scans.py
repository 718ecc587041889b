"""A counter scans: one use a code, every try stored (T01–T04, T08, T11)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from accounts.selectors import enrolments, people, regions
from yibao.audit import services as audit
from yibao.kernel import clock, crypto
from yibao.kernel.errors import DomainError

from .. import errors, events, rules, selectors
from ..data import ScanAsk, ScanOutcome
from ..models import CounterSlip, DynamicCode, Scan, Voucher
from ..states import VoucherWord
from . import guesses, presences, receipts, slips

# One statement decides: whoever comes second finds the row used. The upper bound on the end keeps
# a sandbox whose clock was set back from reviving codes.
_REDEEM = """
UPDATE vouchers_dynamiccode AS c
   SET used_at = t.now
  FROM vouchers_voucher AS v
  JOIN accounts_person AS p ON p.id = v.person_id,
       (SELECT statement_timestamp() + make_interval(secs => %(ahead)s) AS now) AS t
 WHERE c.code_hash = %(hash)s
   AND v.id = c.voucher_id
   AND p.tenant_id = %(tenant)s
   AND c.generation = v.generation
   AND c.used_at IS NULL
   AND c.expires_at > t.now
   AND c.expires_at <= t.now + make_interval(secs => %(life)s)
RETURNING c.id
"""


@dataclass(slots=True)
class _Found:
    """What the examination has learnt so far; kept when it ends in a refusal."""

    person: Any = None
    voucher: Voucher | None = None
    enrolment: Any = None
    code: DynamicCode | None = None
    slip: CounterSlip | None = None
    risks: tuple[str, ...] = ()
    presented_as: str = ""
    word: str = VoucherWord.NONE
    warnings: tuple[DomainError, ...] = ()
    is_guess: bool = False


def redeem(*, by: Any, institution: Any, ask: ScanAsk) -> ScanOutcome:
    """Find out who is at the counter; a good code is used up by it.

    Business refusals are answered in ``outcome.refusal`` and stored like successes. Raises only
    ``request.rate_limited`` for a client that has asked for too many unknown codes.
    """
    guesses.check(by=by)
    with transaction.atomic():
        found, refusal = _Found(), None
        try:
            _examine(found, by, institution, ask)
        except DomainError as failure:
            # Names are not tried against numbers for ever (T04).
            found.is_guess |= isinstance(failure, errors.AgentMismatch)
            refusal = _with_hotline(failure, found, institution)
        scan = _store(by, institution, ask, found, refusal)
        if found.is_guess:
            guesses.count(by=by)
        transaction.on_commit(lambda: events.code_scanned.send(sender=Scan, scan=scan), robust=True)
    return ScanOutcome(
        scan=scan,
        refusal=refusal,
        person=found.person,
        enrolment=found.enrolment,
        voucher=found.voucher,
        word=found.word,
        warnings=found.warnings,
    )


def _examine(found: _Found, by: Any, institution: Any, ask: ScanAsk) -> None:
    """Guards first: what is wrong with the counter must not use up the code."""
    _check_counter(institution, ask)
    if ask.medium == Scan.Medium.CODE:
        _take_code(found, by, ask.code)
    elif ask.medium == Scan.Medium.OFFLINE_CODE:
        _take_slip(found, by, ask.code)
    else:
        _find_holder(found, by, ask)
    found.warnings = presences.check(by=by, person=found.person, code=found.code, ask=ask)
    _check_holder(found, ask)
    if ask.medium == Scan.Medium.CODE:
        _check_risk(found, by, institution)


def _check_counter(institution: Any, ask: ScanAsk) -> None:
    by_code = ask.medium in (Scan.Medium.CODE, Scan.Medium.OFFLINE_CODE)
    if not institution.is_active or (by_code and not institution.accepts_voucher):
        raise errors.CapabilityMissing
    if institution.terminals.filter(code=ask.terminal, is_active=False).exists():
        raise errors.TerminalClosed(terminal=ask.terminal)
    if not rules.fits_institution(ask.business_type, is_pharmacy=institution.is_pharmacy):
        raise errors.WrongInstitutionType(business_type=ask.business_type)
    presences.check_agent(by=institution, ask=ask)
    if ask.purpose == Scan.Purpose.PAYER:
        events.payer_scan_asked.send(sender=Scan, institution=institution, visit_id=ask.visit_id)


def _take_code(found: _Found, by: Any, text: str) -> None:
    if not rules.is_code(text):
        found.is_guess = True
        raise errors.CodeUnknown
    hashed = crypto.code_hash(text)
    code_id = use_up(by=by, code_hash=hashed)
    if code_id is None:
        refusal, row = selectors.why_code_failed(hashed, tenant=by.tenant)
        found.is_guess = row is None
        if row is not None:
            found.voucher, found.person = row.voucher, row.voucher.person
        raise refusal
    found.code = DynamicCode.objects.select_related("shown_by").get(pk=code_id)
    found.presented_as = found.code.presented_as
    _read_voucher(found, voucher_id=found.code.voucher_id)


def _take_slip(found: _Found, by: Any, text: str) -> None:
    """A printed code; whose it was is known even where it is refused."""
    if rules.is_pass(text):
        raise errors.PassIsForOutages
    try:
        found.slip = slips.take(by=by, text=text)
    except DomainError:
        found.voucher = slips.voucher_of(by=by, text=text)
        found.is_guess = found.voucher is None
        found.person = found.voucher.person if found.voucher else None
        raise
    _read_voucher(found, voucher_id=found.slip.voucher_id)


def _check_risk(found: _Found, by: Any, institution: Any) -> None:
    """A scan that surprises passes only with a code shown right after a fresh proof (T02)."""
    found.risks = selectors.risks(found.person, institution, now=clock.now(by.tenant))
    if found.risks and not found.code.is_stepped_up:
        raise errors.StepUpRequired(reason=rules.risk_words(found.risks))


def use_up(*, by: Any, code_hash: str) -> Any:
    """Mark a live code used; its id for the one caller that did it, None for all others (T03)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _REDEEM,
            {
                "hash": code_hash,
                "tenant": by.tenant_id,
                "life": rules.CODE_LIFE_SECONDS,
                "ahead": by.tenant.clock_offset_seconds,
            },
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _read_voucher(found: _Found, *, voucher_id: Any) -> None:
    """Read under a row lock: a suspension that was committed counts, one on its way waits (T11)."""
    found.voucher = (
        Voucher.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person__tenant")
        .get(pk=voucher_id)
    )
    found.person = found.voucher.person


def _find_holder(found: _Found, by: Any, ask: ScanAsk) -> None:
    """By card, or by number and name together; a wrong name is as unknown as a wrong number."""
    if ask.medium == Scan.Medium.SOCIAL_CARD:
        person = people.by_card(by.tenant, ask.card_no)
    else:
        person = people.by_certno(by.tenant, ask.certno)
        person = person if person is not None and person.carries_name(ask.name) else None
    if person is None:
        found.is_guess = True
        raise errors.NotInsured
    found.person = person
    voucher = selectors.voucher_of(person)
    if voucher is not None:
        _read_voucher(found, voucher_id=voucher.pk)


def _check_holder(found: _Found, ask: ScanAsk) -> None:
    found.enrolment = enrolments.current(found.person)
    found.word = selectors.word(found.voucher, found.enrolment, person=found.person)
    refusal = _refusal_of_voucher(found, ask) or selectors.refusal_of_insurance(
        found.person, found.enrolment
    )
    if refusal is None and (found.code or found.slip):
        refusal = selectors.refusal_of_hours(found.person, found.enrolment)
    if refusal is not None:
        raise refusal
    found.warnings += selectors.insurance_warnings(found.enrolment)


def _refusal_of_voucher(found: _Found, ask: ScanAsk) -> DomainError | None:
    shown = found.code or found.slip
    if shown is not None:
        if shown.generation != found.voucher.generation:
            return errors.CodeExpired()
        if found.code is not None and not selectors.may_present(found.code, found.person):
            return errors.PresentationEnded()
        if not selectors.channels.may_still_show(found.code) or selectors.is_signed_out(found.code):
            return errors.CodeExpired()
        return selectors.refusal_of_word(found.word, found.voucher)
    # The card works without the code (P17), but not for the dead and not under a sanction (P40).
    if found.person.deceased_on is not None:
        return errors.NotInsured()
    if selectors.is_sanctioned(found.voucher):
        return selectors.refusal_of_suspension(found.voucher)
    return None


def _with_hotline(refusal: DomainError, found: _Found, institution: Any) -> DomainError:
    """Every refusal names the office to ring (P41)."""
    region = institution.admdvs
    if found.enrolment is not None:
        region = found.enrolment.district_admdvs or found.enrolment.insuplc_admdvs
    refusal.extra.setdefault("hotline", regions.hotline_of(region))
    return refusal


def _store(
    by: Any, institution: Any, ask: ScanAsk, found: _Found, refusal: DomainError | None
) -> Scan:
    moment = clock.now(by.tenant)
    agent = crypto.blind_index(ask.agent_certno, "certno") if ask.agent_certno else ""
    scan = Scan.objects.create(
        tenant=by.tenant,
        institution=institution,
        client=by,
        person=found.person,
        code=found.code,
        slip=found.slip,
        risk_rules=list(found.risks),
        presented_as=found.presented_as,
        medium=ask.medium,
        purpose=ask.purpose,
        visit_id=ask.visit_id,
        business_type=ask.business_type,
        terminal_code=ask.terminal,
        operator_code=ask.operator_code,
        operator_name=ask.operator_name,
        dept_code=ask.dept_code,
        dept_name=ask.dept_name,
        agent_index=agent,
        presence=ask.presence,
        outcome=refusal.code if refusal else Scan.OK,
        created_at=moment,
        expires_at=None if refusal else moment + timedelta(minutes=rules.SCAN_LIFE_MINUTES),
    )
    audit.record(
        "vouchers.scan.refused" if refusal else "vouchers.scan.made",
        by=by,
        subject=scan,
        data={"outcome": scan.outcome, "medium": scan.medium, "risks": scan.risk_rules},
    )
    receipts.tell(by=by, scan=scan)
    return scan

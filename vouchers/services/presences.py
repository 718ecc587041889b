"""Person and code fit together: who is there, and who buys for the patient (P88–P90)."""

from typing import Any

from django.db import transaction

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel import clock, crypto

from .. import errors, events, selectors
from ..data import PresenceAsk, ScanAsk
from ..models import DynamicCode, Scan
from . import guesses

CASE_TYPE = "vouchers.mismatch"


def check_agent(*, by: Any, ask: ScanAsk | PresenceAsk) -> None:
    """Raise ``voucher.agent.mismatch`` where a number of the register carries another name.

    Asked before a code is used up. Somebody who is not in the register is taken as the operator
    read the papers.
    """
    if not ask.agent_certno:
        return
    known = people.by_certno(by.tenant, ask.agent_certno)
    if known is not None and not known.carries_name(ask.agent_name):
        raise errors.AgentMismatch


def check(
    *, by: Any, person: Any, code: DynamicCode | None, ask: ScanAsk
) -> tuple[errors.DomainError, ...]:
    """What the operator should know; raises ``voucher.agent.is_patient``.

    Where a relative shows the code and nothing was confirmed, the till is asked to look: without
    that it will not settle.
    """
    _refuse_own_agent(person, ask)
    is_relatives = code is not None and bool(code.presented_as)
    return (errors.PresenceNotConfirmed(),) if is_relatives and not ask.presence else ()


def _index_of(ask: ScanAsk | PresenceAsk) -> str:
    """The keyed hash of the agent's number, all that is kept of it; empty without an agent."""
    return crypto.blind_index(ask.agent_certno, "certno") if ask.agent_certno else ""


def _refuse_own_agent(person: Any, ask: ScanAsk | PresenceAsk) -> None:
    index = _index_of(ask)
    if index and index == person.certno_index:
        raise errors.AgentIsPatient


def confirm(
    *, by: Any, institution: Any, scan_id: str, ask: PresenceAsk
) -> tuple[Scan, errors.AgentMismatch | None]:
    """The operator says after the scan who is there (P90); the same words again change nothing.

    An agent whose name does not fit the number is answered as the second value, so that the guess
    is counted (T04). Raises ``voucher.scan.unknown`` for another institution's or a refused scan
    (T31), ``.disowned``, ``.mismatched``, ``voucher.presence_said`` after other words,
    ``voucher.agent.is_patient``, and ``request.rate_limited`` for a client that guesses.
    """
    guesses.check(by=by)
    with transaction.atomic():
        row = _locked(by, institution, scan_id)
        _refuse_stopped(row)
        said = (ask.presence, _index_of(ask))
        if row.presence:
            if (row.presence, row.agent_index) != said:
                raise errors.PresenceSaid
            return row, None
        _refuse_own_agent(row.person, ask)
        try:
            check_agent(by=institution, ask=ask)
        except errors.AgentMismatch as refusal:
            guesses.count(by=by)
            return row, refusal
        row.presence, row.agent_index = said
        row.save(update_fields=["presence", "agent_index"])
        _record("vouchers.scan.presence_confirmed", by, row, ask.operator_code, said=ask.presence)
    return row, None


def report_mismatch(
    *, by: Any, institution: Any, scan_id: str, operator_code: str, statement: str = ""
) -> Scan:
    """The operator says that the code is not the patient's (P88, P90): nothing more is opened or
    settled with this scan, and a person looks at it.

    What was settled stays. Saying it again changes nothing. Raises ``voucher.scan.unknown`` for
    another institution's scan and for a refused one (T31).
    """
    with transaction.atomic():
        row = _locked(by, institution, scan_id)
        if row.mismatch_at is not None:
            return row
        case = _case_of(by, row, statement.strip())
        row.mismatch_at, row.mismatch_ref = clock.now(), case.ref
        row.save(update_fields=["mismatch_at", "mismatch_ref"])
        _record("vouchers.scan.mismatch_reported", by, row, operator_code, case=case.ref)
    return row


def _case_of(by: Any, row: Scan, statement: str) -> Case:
    """The case of whoever keeps the right under which the code was shown, else one of our own."""
    asked = events.scan_mismatched.send(sender=Scan, scan=row, statement=statement)
    opened = [case for _, case in asked if case is not None]
    if opened:
        return opened[0]
    place = f"{row.institution.name}（{selectors.window_of(row)}）"
    return cases.open_case(
        by=by,
        tenant_id=row.tenant_id,
        case_type=CASE_TYPE,
        subject=row.scan_id,
        summary=f"{place}反映出示的码或证件不是到场的人"[:200],
        region_code=row.institution.admdvs,
        statement=statement,
        is_risky=True,
    )


def _locked(by: Any, institution: Any, scan_id: str) -> Scan:
    """The institution's own good scan under its lock; a settlement waits for it or is seen."""
    known = selectors.scan_of_institution(institution, scan_id)
    rows = Scan.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("tenant", "institution", "person__tenant", "code__shown_by").get(
        pk=known.pk
    )
    if row.outcome != Scan.OK or row.tenant_id != by.tenant_id:
        raise errors.ScanUnknown
    return row


def _refuse_stopped(row: Scan) -> None:
    if selectors.is_disowned([row.pk]):
        raise errors.ScanDisowned
    if row.mismatch_at is not None:
        raise errors.ScanMismatched


def _record(verb: str, by: Any, row: Scan, operator_code: str, **more: str) -> None:
    audit.record(
        verb,
        by=by,
        subject=row,
        tenant_id=row.tenant_id,
        data={"scan": row.scan_id, "operator": operator_code, **more},
    )

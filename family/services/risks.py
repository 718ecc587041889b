"""Signals of misuse: seen by rules, looked at by people, ended by them (P90, P91, feature 44).

A signal opens one case of type ``family.risk`` a day and matter. It stops nothing by itself: the
officer who upholds it pauses the displays that it is about, under ``bindings.suspend``.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.selectors import people
from vouchers.selectors import relative_scans
from vouchers.selectors.relative_scans import ShownScan
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.cases.looks import steps as look_steps
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import clock, ids, locks, outbox
from yibao.kernel.errors import NotFound

from ..data.risks import OF_FINDINGS, WORDS, Signal
from ..models import Binding, BindingRequest
from ..rules.misfit import is_misfit
from ..rules.prechecks import Judged
from ..selectors import bindings as found
from ..selectors import policies
from ..states import LIVE_BINDINGS
from . import bindings

CASE_TYPE = "family.risk"
SCAN_TOPIC = "family.scan_seen"
MISUSE = "MISUSE"
_BINDING, _PERSON, _MEMBER = "family.binding", "accounts.person", "family.member"


def owe_scan(*, by: Any, scan: Any) -> None:
    """A code that a relative showed was scanned: it is looked at when nobody waits for it."""
    if scan.presented_as:
        outbox.emit(SCAN_TOPIC, key=f"{SCAN_TOPIC}:{scan.pk}", payload={"scan": str(scan.pk)})


def note_scan(*, by: Any, scan_id: Any) -> list[Case]:
    """The signals of one scan; answers the cases that were opened now. Safe to repeat."""
    shown = relative_scans.shown_scan(scan_id)
    holder = shown.shown_by.person if shown is not None else None
    if shown is None or holder is None or holder.pk == shown.person.pk:
        return []
    binding = found.between(holder.pk, shown.person.pk)
    of_pair = f"{_BINDING}:{binding.pk}" if binding else f"{_PERSON}:{holder.pk}"
    about = {
        Signal.PHARMACY: f"{_PERSON}:{holder.pk}",
        Signal.JOURNEY: of_pair,
        Signal.MISFIT: of_pair,
    }
    opened = [
        _open(by, shown.tenant, signal, about[signal], policies.region_of(holder), shown.scan_id)
        for signal in _signals(shown)
    ]
    return [case for case in opened if case is not None]


def _signals(shown: ShownScan) -> Iterable[Signal]:
    if shown.is_ok and shown.is_pharmacy:
        if relative_scans.members_shown_at(shown) > settings.FAMILY_RISK_PHARMACY_MEMBERS:
            yield Signal.PHARMACY
    if relative_scans.is_impossible_journey(shown):
        yield Signal.JOURNEY
    age = shown.person.age_on(clock.local(shown.at).date())
    if shown.is_ok and is_misfit(shown.dept_name, gend=shown.person.gend, age=age):
        yield Signal.MISFIT


def note_request(*, by: Any, request: BindingRequest, found: Iterable[Judged]) -> None:
    """Risk findings of a request are signals as well; the request itself goes its way."""
    about = {
        Signal.BINDERS: f"{_MEMBER}:{request.member_index[:32]}",
        Signal.DEVICE: f"{_PERSON}:{request.holder_id}",
        Signal.PICTURE: f"{_PERSON}:{request.holder_id}",
    }
    signals = {OF_FINDINGS[one.code] for one in found if one.is_risk}
    for signal in sorted(signals):
        _open(by, request.tenant, signal, about[signal], request.region_code, request.number)


def note_mismatch(*, by: Any, scan: Any, statement: str = "") -> Case | None:
    """A counter said that the code which a relative showed is not the patient's (P88, P90).

    One case for each scan, also where the binding has ended since; None where no relative showed
    the code under a binding.
    """
    shown = relative_scans.shown_scan(scan.pk)
    holder = shown.shown_by.person if shown is not None else None
    binding = found.latest_between(holder.pk, shown.person.pk) if holder is not None else None
    if binding is None:
        return None
    return report_mismatch(by=by, binding=binding, statement=statement, source=scan.scan_id)


def report_mismatch(
    *, by: Any, binding: Binding, statement: str = "", is_stopped: bool = False, source: str = ""
) -> Case:
    """Somebody says that the code shown is not the patient's (P88, P90): a case, and, where
    ``is_stopped``, the display is paused at once until it is looked at.

    ``by`` is staff, the member, or None for an institution; ``source`` is the scan that it saw.
    Raises ``request.not_found`` for anybody else, ``family.binding.not_possible`` after the end
    where it is to be stopped. The same day's report of the same source is one case.
    """
    is_member = getattr(by, "person_id", None) == binding.member_id
    if by is not None and not by.is_staff and not is_member:
        raise NotFound
    with transaction.atomic():
        if is_stopped:
            bindings.suspend(by=by, ref=binding.ref, reason=MISUSE)
        subject = f"{_BINDING}:{binding.pk}"
        region = policies.region_of(binding.holder)
        source = source or binding.ref
        case = _open(
            by, binding.tenant, Signal.MISMATCH, subject, region, source, statement=statement
        )
        return case or _known(Signal.MISMATCH, subject, binding.tenant, source)


def carry_out(*, by: Any, case: Case, is_upheld: bool) -> int:
    """What an officer decided: misuse pauses the displays that the case is about (P90), anything
    else opens those again that no other case holds paused. How many were changed."""
    rows = _displays(case)
    if is_upheld:
        wanted = [row for row in rows if row.state in LIVE_BINDINGS]
        wanted = [row for row in wanted if row.suspension_reason != MISUSE]
        for row in wanted:
            bindings.suspend(by=by, ref=row.ref, reason=MISUSE)
        return len(wanted)
    paused = [row for row in rows if row.suspension_reason == MISUSE and row.state == "SUSPENDED"]
    free = [row for row in paused if not _is_held_by_another(case, row)]
    for row in free:
        bindings.resume(by=by, ref=row.ref)
    return len(free)


def _is_held_by_another(case: Case, row: Binding) -> bool:
    """Whether another case about this display was upheld, or still waits for its officer."""
    about = (f"{_BINDING}:{row.pk}", f"{_PERSON}:{row.holder_id}")
    others = Case.objects.filter(case_type=CASE_TYPE, tenant=case.tenant_id, subject__in=about)
    waiting = (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.APPROVED)
    return others.filter(state__in=waiting).exclude(pk=case.pk).exists()


def involved(*, by: Any, case: Case) -> set[str]:
    """Keyed hashes of the people a case of risk is about: none of them decides it (T32)."""
    rows = _displays(case)
    found_here = {index for row in rows for index in _sides(row)}
    kind, _, key = case.subject.partition(":")
    if kind == _MEMBER:
        asked = BindingRequest.objects.filter(member_index__startswith=key, tenant=case.tenant_id)
        found_here |= set(asked.values_list("member_index", flat=True))
        found_here |= set(asked.values_list("holder__certno_index", flat=True))
    holder = people.get(key) if kind == _PERSON else None
    return found_here | ({holder.certno_index} if holder is not None else set())


def _sides(row: Binding) -> tuple[str, str]:
    return row.holder.certno_index, row.member.certno_index


def _displays(case: Case) -> list[Binding]:
    """The bindings that a case is about: one pair, or all that one person shows."""
    kind, _, text = case.subject.partition(":")
    key = ids.uuid_of(text)
    rows = Binding.objects.select_related("holder", "member").order_by("pk")
    if kind == _BINDING:
        return list(rows.filter(pk=key))
    return list(rows.filter(holder=key)) if kind == _PERSON else []


def _open(
    by: Any,
    tenant: Any,
    signal: Signal,
    subject: str,
    region: str,
    source: str,
    statement: str = "",
) -> Case | None:
    """The case of today, where there is none yet: whoever sees it first opens it."""
    with transaction.atomic():
        locks.advisory(f"family.risk:{signal}:{subject}")
        if _known(signal, subject, tenant, source) is not None:
            return None
        case = cases.open_case(
            by=by,
            tenant_id=tenant.pk,
            case_type=CASE_TYPE,
            subject=subject,
            summary=_summary(signal, source),
            region_code=region,
            statement=statement.strip(),
            is_risky=True,
        )
        audit.record(
            "family.risk.seen",
            by=by,
            subject=case,
            tenant_id=tenant.pk,
            data={"signal": str(signal), "source": source},
        )
        _open_looks(by, case)
    return case


def _open_looks(by: Any, case: Case) -> None:
    """Who looks into misuse must read how the display came about: nobody judges that blindly."""
    rows = BindingRequest.objects.filter(binding__in=_displays(case), case__isnull=False)
    for row in rows.select_related("case"):
        look_steps.drop_for(by=by, case=row.case)


def _summary(signal: Signal, source: str) -> str:
    return f"{WORDS[signal]}（{source}）"


def _known(signal: Signal, subject: str, tenant: Any, source: str) -> Case | None:
    """Today's case of the matter; what a person reported is a matter of its own for each source."""
    words = _summary(signal, source) if signal == Signal.MISMATCH else WORDS[signal]
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Case.objects.filter(
        case_type=CASE_TYPE,
        subject=subject,
        tenant=tenant,
        opened_at__gte=midnight,
        summary__startswith=words,
    )
    return rows.order_by("opened_at").first()

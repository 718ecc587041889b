"""Acts at a counter for people without a smartphone (feature 5, P186–P189).

One clerk sees person and papers and begins; where the face is replaced a second clerk confirms with
the own account. The act takes effect with the confirmation, in one transaction.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from yibao.audit import services as audit
from yibao.cases import conflicts
from yibao.kernel import clock, crypto, idcard, masking, moments, names, phones
from yibao.kernel.errors import NotFound

from .. import errors, rules, selectors
from ..data import CounterAsk
from ..models import CounterAct, DynamicCode
from ..states import COUNTER_MOVES, CounterState
from . import counter_work, scans

RELATIVES_CODE = "这是家人代为出示的码，不能证明本人到场。请本人出示自己的码，或者看身份证。"
_WAIT = timedelta(hours=rules.COUNTER_WAIT_HOURS)


def find_by_code(*, by: Any, code: str) -> Any:
    """The person who shows this code at the counter; the code is used up (T03).

    Raises ``voucher.code.unknown`` for anything that is no live code, and
    ``voucher.counter.not_possible`` for one that a relative shows: it proves that the relative is
    there, and nobody else.
    """
    code_id = None
    if rules.is_code(code):
        code_id = scans.use_up(by=by, code_hash=crypto.code_hash(code))
    if code_id is None:
        raise errors.CodeUnknown
    row = DynamicCode.objects.select_related("voucher__person").get(pk=code_id)
    if not selectors.channels.may_still_show(row) or selectors.is_signed_out(row):
        raise errors.CodeUnknown
    if row.presented_as:
        raise errors.CounterNotPossible(reason=RELATIVES_CODE)
    audit.record("vouchers.code.shown_at_counter", by=by, subject=row.voucher.person)
    return row.voucher.person


def begin(*, by: Any, person: Any, ask: CounterAsk) -> CounterAct:
    """Take in one act; without a second clerk it takes effect at once.

    Raises ``voucher.counter.papers_missing``, ``.own_matter``, ``.not_possible``,
    ``NotACertNo``, ``NotAName``, ``NotAPhone``.
    """
    act = _read(by, person, ask)
    _refuse_own_matter(by, act)
    counter_work.check(by=by, act=act)
    with transaction.atomic():
        act.save(force_insert=True)
        audit.record(
            "vouchers.counter_act.begun",
            by=by,
            subject=act,
            tenant_id=person.tenant_id,
            data={"kind": ask.kind, "papers": sorted(ask.papers), "agent": bool(ask.agent_name)},
        )
        if not act.needs_second:
            counter_work.perform(by=by, act=act)
            _end(by, act, CounterState.DONE)
    return act


def confirm(*, by: Any, ref: str) -> tuple[CounterAct, Any]:
    """The second clerk has seen person and papers too: the act takes effect.

    Answers the act and what is to be printed once (a ``PrintedSlip``), or None. Raises
    ``voucher.counter.same_clerk``, ``.own_matter``, ``.over``, ``.not_possible`` and what the act
    itself refuses.
    """
    with transaction.atomic():
        act = _waiting(by, ref)
        if act is not None:
            if act.clerk_id == by.pk:
                raise errors.CounterSameClerk
            _refuse_own_matter(by, act)
            act.second_clerk = by
            shown = counter_work.perform(by=by, act=act)
            _end(by, act, CounterState.DONE)
    if act is None:
        raise errors.CounterActOver
    return act, shown


def refuse(*, by: Any, ref: str, reason: str) -> CounterAct:
    """The second clerk does not agree. Raises as ``confirm``."""
    with transaction.atomic():
        act = _waiting(by, ref)
        if act is not None:
            if act.clerk_id == by.pk:
                raise errors.CounterSameClerk
            act.second_clerk = by
            _end(by, act, CounterState.REFUSED, reason=masking.mask_text(reason))
    if act is None:
        raise errors.CounterActOver
    return act


def expire_old(*, by: Any = None) -> int:
    """Close acts that no second clerk confirmed in time; answers how many."""
    over = moments.due(lambda now: Q(began_at__lte=now - _WAIT), tenant="tenant")
    late = CounterAct.objects.filter(over, state=CounterState.WAITING).values_list("ref", flat=True)
    closed = 0
    for ref in list(late):
        with transaction.atomic():
            closed += _waiting(by, ref, anywhere=True) is None
    return closed


def _refuse_own_matter(by: Any, act: CounterAct) -> None:
    """Persons are compared, not logins; an agent counts like the person (T32)."""
    sides = {act.person.certno_index}
    if act.agent_certno:
        sides.add(crypto.blind_index(act.agent_certno, "certno"))
    if conflicts.concerns(by, sides):
        raise errors.CounterOwnMatter


def _read(by: Any, person: Any, ask: CounterAsk) -> CounterAct:
    if not by.is_staff or by.tenant_id != person.tenant_id:
        raise NotFound
    seen = rules.SeenPapers(
        papers=frozenset(ask.papers),
        has_agent=bool(ask.agent_name),
        age=person.age_on(clock.today(person.tenant)),
        is_consent=ask.kind == CounterAct.Kind.CONSENT,
    )
    if missing := rules.missing_papers(seen):
        raise errors.CounterPapersMissing(reason=missing)
    return CounterAct(
        tenant_id=person.tenant_id,
        person=person,
        kind=ask.kind,
        papers=sorted(ask.papers),
        found_by=ask.found_by,
        agent_name=names.parse_name(ask.agent_name) if ask.agent_name else None,
        agent_certno=_agent_number(person, ask),
        new_phone=phones.parse_mobile(ask.new_phone) if ask.new_phone else None,
        signature=ask.signature,
        subject=ask.subject,
        reason=masking.mask_text(ask.reason),
        region_code=ask.region_code,
        clerk=by,
        needs_second=rules.needs_second(ask.kind),
        began_at=clock.now(by.tenant),
    )


def _agent_number(person: Any, ask: CounterAsk) -> str | None:
    if not ask.agent_name:
        return None
    number = idcard.parse_certno(ask.agent_certno)
    if number == person.certno:
        raise errors.CounterPapersMissing(reason="代办人不能是本人。")
    return number


def _waiting(by: Any, ref: str, *, anywhere: bool = False) -> CounterAct | None:
    """The act under its row lock; None where it is over, after closing what is too old."""
    rows = CounterAct.objects.select_for_update(of=("self",)).select_related("person__tenant")
    act = rows.filter(ref=ref).first()
    if act is None or not (anywhere or act.tenant_id == by.tenant_id):
        raise NotFound
    if act.state != CounterState.WAITING:
        return None
    if act.began_at <= clock.now(act.person.tenant) - _WAIT:
        _end(by, act, CounterState.EXPIRED)
        return None
    return act


def _end(by: Any, act: CounterAct, state: str, **data: str) -> None:
    verb = COUNTER_MOVES.verb(CounterState.WAITING, state)
    act.state, act.ended_at = state, clock.now(act.person.tenant)
    act.save(update_fields=["state", "ended_at", "second_clerk"])
    both = [str(act.clerk_id), *([str(act.second_clerk_id)] if act.second_clerk_id else [])]
    audit.record(
        verb,
        by=by,
        subject=act,
        tenant_id=act.tenant_id,
        data={"kind": str(act.kind), "clerks": both, "person": str(act.person_id), **data},
    )
    if state == CounterState.DONE:  # the person sees it among the looks at the own data
        audit.record("accounts.person.served", by=by, subject=act.person)

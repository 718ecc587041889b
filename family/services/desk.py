"""Bindings at a counter, for people without a smartphone (P181, P186–P189).

A clerk takes the wish in, scans the papers and hands in; a second clerk who has seen person and
papers confirms, and only then is the request submitted. The checks are those of every request;
where they find nothing to look at, the two clerks were the review.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.selectors import people
from vouchers.data import CounterAsk
from vouchers.errors import CounterNotPossible, CounterOwnMatter
from vouchers.services import counter, counter_work
from yibao.audit import services as audit
from yibao.cases import conflicts
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from ..data import promise as words
from ..data.desk import DeskAsk
from ..data.notice import NOTICE
from ..errors import (
    BindingToSelf,
    HospitalDeskClosed,
    MemberMismatch,
    MemberNotInsured,
    RelationNotOffered,
)
from ..models import Binding, BindingRequest, ConsentAsk
from ..selectors import letters, policies
from ..selectors import requests as found
from ..states import LIVE_BINDINGS, ConsentState, RequestState
from . import bindings, consents, documents, limits, moves, requests

if TYPE_CHECKING:
    from accounts.models import Person
    from vouchers.models import CounterAct

Way = BindingRequest.Way
BIND, CONSENT, UNBIND = "BIND", "CONSENT", "UNBIND"


def take_in(*, by: Any, holder: "Person", ask: DeskAsk) -> BindingRequest:
    """Note the wish with the letter signed on paper; the papers are scanned next.

    At a hospital only where the area allows it (HOSP_DESK_BIND). Raises E-FAM-01, 02, 06, 07, 09,
    11, 13, ``family.binding.to_self``, ``.holder.too_young``, ``.relation.not_offered``,
    ``.desk.closed`` and ``voucher.counter.own_matter``.
    """
    if not by.is_staff or by.tenant_id != holder.tenant_id:
        raise NotFound
    policy = limits.check_holder(by=by, holder=holder)
    if ask.is_hospital and not policy.hospital_desk:
        raise HospitalDeskClosed
    if ask.is_hospital and ask.found_by != "code":
        raise NotFound  # at a hospital only the own code shows who stands there
    if ask.relation not in policy.relations:
        raise RelationNotOffered
    member = _member(by, holder, ask)
    with transaction.atomic():
        limits.check_may_ask(
            by=by,
            holder=holder,
            member_index=member.certno_index,
            is_agreed=ask.member_agrees and not ask.is_hospital,
        )
        request = _new(by, holder, member, ask)
        audit.record(
            "family.request.taken_in",
            by=by,
            subject=request,
            tenant_id=request.tenant_id,
            data={"number": request.number, "papers": sorted(ask.papers)},
        )
    return request


def _member(by: Any, holder: "Person", ask: DeskAsk) -> "Person":
    member = people.by_certno(holder.tenant, ask.member_certno)
    if member is None or member.deceased_on is not None:
        raise MemberNotInsured
    if not member.carries_name(ask.member_name):
        raise MemberMismatch
    if member.pk == holder.pk:
        raise BindingToSelf
    if conflicts.concerns(by, {holder.certno_index, member.certno_index}):
        raise CounterOwnMatter
    return member


def _new(by: Any, holder: "Person", member: "Person", ask: DeskAsk) -> BindingRequest:
    now = clock.now(holder.tenant)
    request = BindingRequest(
        tenant=holder.tenant,
        holder=holder,
        clerk=by,
        way=Way.HOSPITAL if ask.is_hospital else Way.COUNTER,
        region_code=ask.region_code or policies.region_of(holder),
        notice_version=NOTICE.version,
        notice_at=now,
        member=member,
        member_name=ask.member_name,
        member_certno=member.certno,
        member_index=member.certno_index,
        member_birth_date=member.birth_date,
        relation=ask.relation,
        place_code=policies.region_of(member),
        proof_set=ask.proof_set,
        draft={
            "papers": sorted(ask.papers),
            "member_papers": sorted(ask.member_papers),
            "found_by": ask.found_by,
            "member_agrees": ask.member_agrees and not ask.is_hospital,
            "sees_bills": ask.sees_bills and not ask.is_hospital,
        },
        created_at=now,
        touched_at=now,
    )
    policy = policies.of(request.region_code, clock.today(holder.tenant))
    day = clock.today(holder.tenant)
    request.branch = str(found.branch_by_age(member.birth_date, day, policy))
    letter = letters.letter_of(request)
    request.promise_text, request.promise_version = letter.text, words.VERSION
    request.promise_sha256 = letters.sha256_of(letter)
    request.signature_way, request.signed_at = BindingRequest.Signature.PAPER, now
    request.save(force_insert=True)
    return request


def send(*, by: Any, ref: str) -> BindingRequest:
    """A hospital's window has the papers: the request goes to the officers, two of them (P181).

    Raises what ``requests.submit`` raises.
    """
    request = of_clerk(by=by, ref=ref)
    if request.way != Way.HOSPITAL:
        raise NotFound
    return requests.submit(by=by, ref=ref)


def hand_in(*, by: Any, ref: str) -> "CounterAct":
    """Papers are complete: a second clerk confirms next.

    Raises ``voucher.counter.not_possible`` naming what is missing.
    """
    request = of_clerk(by=by, ref=ref)
    if request.way != Way.COUNTER:
        raise NotFound
    said = request.draft
    ask = CounterAsk(
        kind=BIND,
        papers=tuple(said["papers"]),
        found_by=said["found_by"],
        region_code=request.region_code,
        subject=request.ref,
    )
    return counter.begin(by=by, person=request.holder, ask=ask)


def drop(*, by: Any, ref: str) -> None:
    """The clerk does not go on; the scans are erased."""
    request = of_clerk(by=by, ref=ref)
    with transaction.atomic():
        row = moves.locked(by=by, request_id=request.pk)
        moves.move(by=by, request=row, to=RequestState.WITHDRAWN)
    documents.erase_of(by=by, request=request)


def of_clerk(*, by: Any, ref: str) -> BindingRequest:
    """A draft that this clerk took in; anybody else's is not there (T31)."""
    row = (
        BindingRequest.objects.select_related("tenant", "holder__tenant", "member__tenant")
        .filter(ref=ref, clerk=by, state=RequestState.DRAFT)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def begin_unbinding(*, by: Any, person: "Person", ref: str, ask: CounterAsk) -> "CounterAct":
    """End a binding that this person holds or is shown by, at once (P80, P81)."""
    if ref not in {row.ref for row in _bindings_of(person)}:
        raise NotFound
    return counter.begin(by=by, person=person, ask=ask)


def begin_consent(*, by: Any, person: "Person", ref: str, ask: CounterAsk) -> "CounterAct":
    """Take in that the member at the desk agrees; a second clerk confirms (settled 4, P57)."""
    if not _is_asked(person, ref):
        raise NotFound
    return counter.begin(by=by, person=person, ask=ask)


def _is_asked(person: "Person", ref: str) -> bool:
    return ConsentAsk.objects.filter(ref=ref, member=person, state=ConsentState.OPEN).exists()


def _bindings_of(person: "Person") -> list[Binding]:
    rows = Binding.objects.filter(state__in=LIVE_BINDINGS)
    return [*rows.filter(holder=person), *rows.filter(member=person)]


# ---- what the acts do ----


def _check_bind(act: "CounterAct") -> None:
    request = _request(act)
    lacking = found.missing(request)
    if lacking:
        raise CounterNotPossible(reason=f"还差：{'、'.join(one.words for one in lacking)}。")
    if act.second_clerk is not None and conflicts.concerns(
        act.second_clerk, {request.holder.certno_index, request.member_index}
    ):
        raise CounterOwnMatter


def _bind(by: Any, act: "CounterAct") -> None:
    request = requests.submit(by=act.clerk, ref=act.subject)
    if not request.draft.get("member_agrees"):
        return
    asked = ConsentAsk.objects.filter(request=request, state=ConsentState.OPEN).first()
    if asked is not None:
        consents.give(
            by=act.clerk,
            ref=asked.ref,
            way=ConsentAsk.Way.COUNTER,
            sees_bills=bool(request.draft.get("sees_bills")),
            second=by,
            papers=tuple(request.draft.get("member_papers", ())),
        )


def _request(act: "CounterAct") -> BindingRequest:
    row = (
        BindingRequest.objects.select_related("tenant", "holder__tenant", "member__tenant")
        .filter(ref=act.subject, holder=act.person, way=Way.COUNTER, state=RequestState.DRAFT)
        .first()
    )
    if row is None:
        raise CounterNotPossible(reason="这件申请已经交过，或者作废了。")
    return row


def _check_consent(act: "CounterAct") -> None:
    if not _is_asked(act.person, act.subject):
        raise CounterNotPossible(reason="这件授权已经答复过，或者过期了。")


def _consent(by: Any, act: "CounterAct") -> None:
    consents.give(
        by=act.clerk,
        ref=act.subject,
        way=ConsentAsk.Way.COUNTER,
        second=by,
        papers=tuple(act.papers),
    )


def _check_unbind(act: "CounterAct") -> None:
    if act.subject not in {row.ref for row in _bindings_of(act.person)}:
        raise CounterNotPossible(reason="这个绑定已经结束。")


def _unbind(by: Any, act: "CounterAct") -> None:
    bindings.unbind(by=by, ref=act.subject)


def register(*, by: Any) -> None:
    """Let the counter do these three."""
    counter_work.register(by=by, kind=BIND, check=_check_bind, work=_bind)
    counter_work.register(by=by, kind=CONSENT, check=_check_consent, work=_consent)
    counter_work.register(by=by, kind=UNBIND, check=_check_unbind, work=_unbind)

"""Automatic checks: the look-up for the page, and what a submitted request goes through first.

The registers are asked with no lock held and no transaction open. Whatever they do, slow, away or
wrong, nobody gets through by it: the request goes to a reviewer (T100, F26).
"""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, crypto
from yibao.kernel.errors import DomainError

from ..data import Branch, Policy
from ..data.findings import rule_ids
from ..data.kinship import Birth, Match
from ..gateways import KinshipAway, current_kinship
from ..models import Binding, BindingRequest, Finding
from ..rules import prechecks as rules
from ..selectors import checks
from ..selectors.requests import MOTHER_FACE
from ..states import RequestState
from . import births, moves, portraits, reviews, risks
from . import request_steps as steps

_OPEN = (RequestState.SUBMITTED, RequestState.PRECHECK)


def match(*, by: Any, request: BindingRequest) -> Match:
    """Ask the register of kinship for the page; holds no lock, writes nothing but the audit row.

    Only somebody whose name and number agree with the register of insured persons is asked about,
    and only whether the declared relation is the one on record.
    """
    member = request.member
    if member is None or not request.relation:
        return Match(has_answer=False, is_confirmed=False)
    answer = _relation(request)
    is_confirmed = bool(answer) and answer == request.relation
    audit.record(
        "family.request.kinship_asked",
        by=by,
        subject=request,
        tenant_id=request.tenant_id,
        data={"number": request.number, "answered": answer is not None, "fits": is_confirmed},
    )
    return Match(has_answer=answer is not None, is_confirmed=is_confirmed)


def run(*, by: Any, request_id: Any) -> BindingRequest:
    """Check a submitted request and hand it on: to the officers, or through by the published rules.

    Safe to repeat; a request that has moved on is left alone. Raises ``request.not_found``.
    """
    with transaction.atomic():
        row = moves.locked(by=by, request_id=request_id)
        if row.state not in _OPEN:
            return row
        if row.state == RequestState.SUBMITTED:
            moves.move(by=by, request=row, to=RequestState.PRECHECK)
    answer, birth = _asked(by, row)
    portrait = portraits.compare(by=by, request=row)
    with transaction.atomic():
        fresh = steps.lock_all(by=by, request=row)
        if fresh.state != RequestState.PRECHECK or fresh.round != row.round:
            return fresh
        births.link(by=by, request=fresh, birth=birth)
        found = [*checks.examine(fresh, answer), *portrait]
        _write(fresh, found, answer)
        risks.note_request(by=by, request=fresh, found=found)
        return _hand_on(by, fresh, found)


def _asked(by: Any, row: BindingRequest) -> tuple[str | None, Birth | None]:
    """What the register of births says of a newborn, that of kinship of anybody else."""
    if row.branch == Branch.NEWBORN:
        birth = births.ask(by=by, request=row)
        return births.relation(by=by, request=row, birth=birth), birth
    return (_relation(row) if row.member is not None else None), None


def _relation(request: BindingRequest) -> str | None:
    """What the register says; None where it says nothing that may be believed."""
    try:
        return current_kinship().relation(
            holder_certno=request.holder.certno, member_certno=request.member.certno
        )
    except KinshipAway:
        return None


def _write(row: BindingRequest, found: list[rules.Judged], answer: str | None) -> None:
    """Findings of this round, anew; an answer of the register replaces the one of the form."""
    moment, earned = clock.now(row.tenant), rules.points(found)
    Finding.objects.filter(request=row, round=row.round).delete()
    Finding.objects.bulk_create(
        Finding(
            request=row,
            round=row.round,
            code=one.code,
            outcome=one.outcome,
            is_risk=one.is_risk,
            slot_code=one.slot_code,
            # A check that looks at several places earns its points once, at the first.
            weight=earned.pop(one.code, 0),
            evidence=one.evidence,
            at=moment,
        )
        for one in found
    )
    row.score, row.is_risky = rules.score(found), any(one.is_risk for one in found)
    if answer is not None:
        row.matched_relation, row.matched_at = answer, moment
    row.save(update_fields=["score", "is_risky", "matched_relation", "matched_at"])


def _hand_on(by: Any, row: BindingRequest, found: list[rules.Judged]) -> BindingRequest:
    if row.returns:
        # What an officer wanted mended an officer looks at (P77); nobody at a desk saw it either.
        return reviews.hand_over(by=by, request=row)
    policy = checks.policy_of(row)
    if _is_seen_by_two(row) and rules.passed_at_counter(found, branch=row.branch):
        return _pass(by, row, Binding.Way.COUNTER)
    if not rules.may_pass(
        found,
        policy=policy,
        branch=row.branch,
        is_online=row.way == BindingRequest.Way.ONLINE,
        has_mother=MOTHER_FACE in row.draft,
    ):
        return reviews.hand_over(by=by, request=row)
    if row.branch == Branch.NEWBORN:
        return _pass(by, row, Binding.Way.NEWBORN)
    if _is_sampled(row, policy):
        _note(by, row, "sampled")
        return reviews.hand_over(by=by, request=row)
    return _pass(by, row, Binding.Way.RULES)


def _pass(by: Any, row: BindingRequest, way: str) -> BindingRequest:
    try:
        with transaction.atomic():
            _note(by, row, "passed_by_rules")
            return reviews.passed(by=by, request=row, way=way)
    except DomainError as refused:
        # A limit was reached meanwhile: a person says so, with words.
        _note(by, row, "not_passed_by_rules", refusal=refused.code)
        return reviews.hand_over(by=by, request=row)


def _is_seen_by_two(row: BindingRequest) -> bool:
    """Taken in at our own counter, where a request is only sent by a second clerk."""
    return row.way == BindingRequest.Way.COUNTER


def _is_sampled(row: BindingRequest, policy: Policy) -> bool:
    lot = crypto.blind_index(str(row.pk), "family.sample")
    return rules.is_sampled(lot, policy.auto_sample_percent)


def _note(by: Any, row: BindingRequest, what: str, **more: str) -> None:
    """Which rules spoke, in which version, with what score (P183)."""
    audit.record(
        f"family.request.{what}",
        by=by,
        subject=row,
        tenant_id=row.tenant_id,
        data={"number": row.number, "score": row.score, "rules": rule_ids(), **more},
    )

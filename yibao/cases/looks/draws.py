"""Drawing decided cases for a blind second look (feature 42, T33).

The lot of a case is a keyed hash of the seed and the case, so that a draw can be computed again and
nobody can foresee it. Risky cases weigh three times, those of officers in their first month twice.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from yibao.audit import services as audit
from yibao.kernel import clock, crypto
from yibao.kernel.ids import new_ref

from .. import areas
from ..errors import LookNotPossible
from ..models import Case, Decision, SecondLook, WorkProfile
from ..states import CaseState
from . import blindness as looks

AT_DECISION = "decision"
RISK_WEIGHT = 3
NEW_OFFICER_WEIGHT = 2
NEW_FOR = timedelta(days=30)
MOST_IN_A_BATCH = 50
_STEPS = 10**6
_DECIDED = (CaseState.APPROVED, CaseState.REJECTED)

Percent = Callable[[Case], int]
_WATCHED: dict[str, Percent] = {}


def watch(case_type: str, percent: Percent) -> None:
    """From here on decided cases of this type are drawn; ``percent`` is the base of the area."""
    _WATCHED[case_type] = percent


def watched() -> frozenset[str]:
    """Types that are drawn."""
    return frozenset(_WATCHED)


def watched_percent(case: Case) -> int:
    """The base share of a decided case; 0 for types that nobody watches."""
    base = _WATCHED.get(case.case_type)
    return 0 if base is None else base(case)


def lot(seed: str, case_id: Any) -> Decimal:
    """The number of a case in a draw, from 0 up to but not including 1, in millionths."""
    digits = crypto.blind_index(f"{seed}:{case_id}", "cases.look")[:12]
    return Decimal(int(digits, 16) * _STEPS // 16**12) / _STEPS


def chance(percent: int, *, is_risky: bool, is_new: bool) -> Decimal:
    """What the lot must stay under: the base share times its weights, at most 1."""
    weight = (RISK_WEIGHT if is_risky else 1) * (NEW_OFFICER_WEIGHT if is_new else 1)
    return min(Decimal(percent * weight) / 100, Decimal(1))


def draw(*, by: Any, case: Case) -> SecondLook | None:
    """Cast the lot of a case that was decided just now, in the transaction that decides."""
    percent = watched_percent(case)
    decision = _final(case) if percent else None
    if decision is None:
        return None
    with transaction.atomic():
        return _cast(by, case, decision, AT_DECISION, percent, _is_new(decision))


def draw_batch(
    *, by: Any, since: date, until: date, percent: int, most: int = MOST_IN_A_BATCH
) -> list[SecondLook]:
    """Draw among the cases decided from one day to another, both included (抽一批).

    Only cases of the lead's districts that nobody has looked at or waits to look at. Where more
    than ``most`` are drawn, those with the smallest lot for their chance stay.
    """
    looks.must_lead(by)
    seed = new_ref("D")
    with transaction.atomic():
        found = []
        for case in _decided(by, since, until):
            ticket = lot(seed, case.pk)
            if ticket >= chance(percent, is_risky=case.is_risky, is_new=True):
                continue
            decision = Decision.objects.get(pk=case.final_id)
            odds = chance(percent, is_risky=case.is_risky, is_new=_is_new(decision))
            if ticket < odds:
                found.append((ticket / odds, str(case.pk), case, decision))
        found.sort(key=lambda one: one[:2])
        made = [
            _cast(by, case, decision, seed, percent, _is_new(decision))
            for _, _, case, decision in found[: min(most, MOST_IN_A_BATCH)]
        ]
        audit.record(
            "cases.look.batch_drawn",
            by=by,
            tenant_id=by.tenant_id,
            data={"seed": seed, "percent": percent, "drawn": len(made),
                  "since": since.isoformat(), "until": until.isoformat()},
        )  # fmt: skip
    return [one for one in made if one is not None]


def mark_known(*, by: Any, ref: str, expected: str) -> SecondLook:
    """A lead names a decided case whose right answer is agreed; others are asked it blindly.

    Raises ``LookNotPossible`` for cases that are not decided, not watched, or waiting already;
    ``LeadNeeded``.
    """
    looks.must_lead(by)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",), no_key=True).filter(ref=ref).first()
        decision = None if case is None else _final(case)
        if case is None or decision is None or case.tenant_id != by.tenant_id:
            raise LookNotPossible
        if case.looks.filter(state__in=looks.OPEN).exists():
            raise LookNotPossible
        if expected not in Decision.Kind.values or not areas.may_work_on(by, case.region_code):
            raise LookNotPossible
        return ask_known(by=by, case=case, decision=decision, expected=expected)


def ask_known(*, by: Any, case: Case, decision: Decision, expected: str) -> SecondLook:
    """Put a known case before the next officer."""
    row = SecondLook.objects.create(
        case=case,
        decision=decision,
        why=SecondLook.Why.KNOWN,
        seed="known",
        draw=0,
        chance=1,
        drawn_at=clock.now(case.tenant),
        expected=expected,
    )
    audit.record("cases.look.known_asked", by=by, subject=row, tenant_id=case.tenant_id)
    return row


def _final(case: Case) -> Decision | None:
    if case.state not in _DECIDED or case.case_type not in _WATCHED:
        return None
    return case.decisions.filter(stage=Decision.Stage.FINAL).order_by("at", "id").last()


def _decided(by: Any, since: date, until: date) -> "QuerySet[Case]":
    start = datetime.combine(since, datetime.min.time(), tzinfo=clock.SHANGHAI)
    end = datetime.combine(until + timedelta(days=1), datetime.min.time(), tzinfo=clock.SHANGHAI)
    final = Decision.objects.filter(case=OuterRef("pk"), stage=Decision.Stage.FINAL)
    looked = SecondLook.objects.exclude(state=SecondLook.State.DROPPED).values("case_id")
    return (
        Case.objects.filter(
            areas.within(by),
            tenant_id=by.tenant_id,
            case_type__in=_WATCHED,
            state__in=_DECIDED,
            decided_at__gte=start,
            decided_at__lt=end,
        )
        .exclude(pk__in=looked)
        .annotate(final_id=Subquery(final.order_by("-at", "-id").values("pk")[:1]))
        .filter(final_id__isnull=False)
    )


def _is_new(decision: Decision) -> bool:
    """Whether the officer was in the first month of reviewing when deciding (P181)."""
    since = (
        WorkProfile.objects.filter(staff_id=decision.decider_id)
        .values_list("reviewing_since", flat=True)
        .first()
    )
    return since is not None and clock.local(decision.at).date() - since < NEW_FOR


def _cast(
    by: Any, case: Case, decision: Decision, seed: str, percent: int, is_new: bool
) -> SecondLook | None:
    odds = chance(percent, is_risky=case.is_risky, is_new=is_new)
    ticket = lot(seed, case.pk)
    if ticket >= odds:
        return None
    row = SecondLook.objects.create(
        case=case,
        decision=decision,
        why=SecondLook.Why.RISK if case.is_risky else SecondLook.Why.RANDOM,
        seed=seed,
        draw=ticket,
        chance=odds,
        drawn_at=clock.now(case.tenant),
    )
    audit.record("cases.look.drawn", by=None, subject=row, tenant_id=case.tenant_id)
    return row

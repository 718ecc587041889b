"""The forward timeline of a request: what happened, where it stands, what comes next (ux 4). Pure.

Broad steps only, oldest first. Times of past steps come from the events, the date of the next one
from the promise that the reviewer sees too (feature 39).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

DONE, NOW, NEXT = "done", "now", "next"

#: Words of a past step by the verb of its event; verbs that are not here are no step of their own.
PAST: dict[str, str] = {
    "family.request.submitted": "已提交",
    "family.request.corrected": "已补交材料",
    "family.request.handed_to_review": "系统预检完成",
    "family.request.returned": "人工审核：要补材料",
    "family.request.review_passed": "审核通过",
    "family.review.passed": "人工审核：通过",
    "family.request.approved": "绑定完成",
    "family.request.rejected": "人工审核：未通过",
    "family.request.consent_refused": "家人未同意",
    "family.request.withdrawn": "您撤回了申请",
    "family.request.expired": "过了期限，自动结束",
    "family.request.approved_on_appeal": "复核通过，绑定完成",
    "family.request.reopened_on_appeal": "复核通过",
    "family.consent.given": "家人本人已同意",
    "family.appeal.asked": "已申请复核",
    "family.appeal.kept": "复核：维持原来的结果",
}
#: Steps in which a person looked at the papers; their note names the post, never the name.
BY_OFFICER = frozenset(
    {
        "family.review.passed",
        "family.request.returned",
        "family.request.review_passed",
        "family.request.rejected",
        "family.request.approved_on_appeal",
        "family.request.reopened_on_appeal",
        "family.appeal.kept",
    }
)
_PRECHECKING = ("SUBMITTED", "PRECHECK")
_OPEN = (*_PRECHECKING, "IN_REVIEW", "RETURNED", "CONSENT_PENDING")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: its verb, its moment, and what may be said of who did it."""

    verb: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; ``due_at`` is when a step that has not come is expected."""

    title: str
    state: str
    at: datetime | None = None
    note: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the request stands: its state, whose consent is missing, what was promised.

    ``due_at`` is the promise of the review or of the appeal, None where no clock runs.
    ``wait_days`` are the working days that a second look takes after a return.
    """

    state: str
    wants_consent: bool = False
    due_at: datetime | None = None
    consent_until: datetime | None = None
    wait_days: int = 1
    is_appealed: bool = False


def steps(events: Iterable[Happened], standing: Standing) -> list[Step]:
    """Every line in order; exactly one is the present one, except where all is done."""
    past = [event for event in sorted(events, key=lambda one: one.at) if event.verb in PAST]
    now = _now(standing)
    done = [_past(event, DONE) for event in past]
    if now is None and done and standing.state != "APPROVED":
        done[-1] = _past(past[-1], NOW)  # the last thing that happened is where it stands
    return [*done, *([now] if now else []), *_next(standing)]


def _past(event: Happened, state: str) -> Step:
    return Step(PAST[event.verb], state, at=event.at, note=event.note)


def _now(standing: Standing) -> Step | None:
    """The present step where it is a wait; None where the last event itself says it."""
    if standing.is_appealed:
        return Step("复核中，由另一位审核员看", NOW, due_at=standing.due_at)
    if standing.state in _PRECHECKING:
        return Step("系统预检", NOW, note="一般几分钟")
    if standing.state == "IN_REVIEW":
        return Step("人工审核", NOW, due_at=standing.due_at)
    if standing.state == "CONSENT_PENDING":
        return Step("等家人本人同意", NOW, due_at=standing.consent_until)
    return None


def _next(standing: Standing) -> Iterator[Step]:
    """What is still to come; nothing after the end."""
    if standing.state not in _OPEN:
        return
    if standing.state in _PRECHECKING:
        yield Step("人工审核", NEXT, due_at=standing.due_at)
    if standing.state == "RETURNED":
        yield Step("重新审核", NEXT, note=f"补好后约 {standing.wait_days} 个工作日")
    if standing.wants_consent and standing.state != "CONSENT_PENDING":
        yield Step("家人本人同意", NEXT, due_at=standing.consent_until)
    yield Step("绑定完成", NEXT)


def current(found: Sequence[Step]) -> Step | None:
    """The present step."""
    return next((step for step in found if step.state == NOW), None)

"""What has happened to a request, for its timeline: its events, the member's answer, the appeal."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib.auth import get_user_model

from yibao.cases.states import CaseState

from ..models import BindingRequest, ConsentAsk, RequestEvent
from ..rules import timeline
from ..states import ConsentState, RequestState


def before(request: BindingRequest, answers: list[ConsentAsk]) -> Iterator[timeline.Happened]:
    """Events of the request, the answer of the member, and the appeal."""
    rows = list(request.events.order_by("at", "pk"))
    posts = _posts(rows)
    for row in rows:
        post = posts.get(row.actor, "")
        if _is_passed_by_people(row):
            yield timeline.Happened("family.review.passed", row.at, post)
            if row.to_state == RequestState.CONSENT_PENDING:
                continue  # the same moment, said once
        note = post if row.verb in timeline.BY_OFFICER else ""
        yield timeline.Happened(row.verb, row.at, note)
    for one in answers:
        if one.state == ConsentState.GIVEN and one.answered_at:
            yield timeline.Happened("family.consent.given", one.answered_at)
    yield from _appeal_steps(request)


def _is_passed_by_people(row: RequestEvent) -> bool:
    """An officer said yes: before the binding, or before the member's own word."""
    passed = (RequestState.APPROVED, RequestState.CONSENT_PENDING)
    return row.from_state == RequestState.IN_REVIEW and row.to_state in passed


def _appeal_steps(request: BindingRequest) -> Iterator[timeline.Happened]:
    appeal = request.appeal_case
    if appeal is None:
        return
    yield timeline.Happened("family.appeal.asked", appeal.opened_at)
    if appeal.state == CaseState.REJECTED and appeal.decided_at:
        yield timeline.Happened("family.appeal.kept", appeal.decided_at, "另一位审核员")


def _posts(rows: list[RequestEvent]) -> dict[str, str]:
    """审核员 and the post of everybody who looked at the papers, by actor; never a name."""
    looked = (row for row in rows if row.verb in timeline.BY_OFFICER or _is_passed_by_people(row))
    actors = {row.actor for row in looked}
    ids = [UUID(actor[5:]) for actor in actors if actor.startswith("user:")]
    found = get_user_model().objects.filter(pk__in=ids, is_staff=True)
    return {f"user:{one.pk}": f"审核员 {one.display_name}".strip() for one in found}

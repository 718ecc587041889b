"""Where a request stands, as its holder sees it: one card, a forward timeline, dates (wireframe 5).

The dates come from the clock that the reviewer sees too (feature 39); nothing is stored for it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.selectors import regions
from yibao.cases import sla
from yibao.cases.models import Case, Decision
from yibao.cases.states import CaseState
from yibao.kernel import calendar, clock, masking, working_days

from ..data import reasons, relation_word
from ..models import Binding, BindingRequest, Defect
from ..rules import age_text, timeline
from ..states import LIVE_BINDINGS, OPEN_REQUESTS, ConsentState, RequestState
from . import consents, happened, policies, reviews

#: Kinds of the tag beside the state; red is for a refusal alone (ux 4, tags).
TAG_KINDS = {
    RequestState.DRAFT: "neutral",
    RequestState.SUBMITTED: "info",
    RequestState.PRECHECK: "info",
    RequestState.IN_REVIEW: "info",
    RequestState.RETURNED: "warn",
    RequestState.CONSENT_PENDING: "info",
    RequestState.APPROVED: "ok",
    RequestState.REJECTED: "error",
    RequestState.WITHDRAWN: "neutral",
    RequestState.EXPIRED: "neutral",
}
# The clock stands between these two (P180).
RETURNED = frozenset({"family.request.returned"})
CORRECTED = frozenset({"family.request.corrected"})
_UNDER_REVIEW = (RequestState.SUBMITTED, RequestState.PRECHECK, RequestState.IN_REVIEW)
_DECIDED_CASES = (CaseState.APPROVED, CaseState.REJECTED)


@dataclass(frozen=True, slots=True)
class Progress:
    """A request for its holder's eyes.

    ``card`` names what the page puts first: ``fix``, ``fix_late``, ``waiting``, ``overdue``,
    ``consent``, ``appealing``, ``refused``, ``not_agreed``, ``expired``, ``withdrawn``, ``bound``,
    ``draft``. ``due_at`` is the date that belongs to it; when overdue, the new one.
    """

    request: BindingRequest
    card: str
    tag_kind: str
    tag_word: str
    who: str
    relation: str
    age: str
    due_at: datetime | None
    steps: list[timeline.Step]
    defects: list[Defect]
    consent: consents.Waiting | None
    agreed: bool
    words: str
    phone: str
    may_withdraw: bool
    may_appeal: bool
    appeal_until: date | None
    again_on: date | None
    appeal: Case | None

    @property
    def ref(self) -> str:
        """The reference in addresses."""
        return self.request.ref

    @property
    def tail(self) -> str:
        """The last four of the number, to read out on the phone (text 14)."""
        return self.request.number[-4:]

    @property
    def name(self) -> str:
        """王*宝（儿子）."""
        return f"{self.who}（{self.relation}）"


def of(request: BindingRequest, now: datetime | None = None) -> Progress:
    """Everything the progress page says of a request."""
    moment = now or clock.now(request.tenant)
    answers = list(request.consents.order_by("asked_at"))
    ask = consents.open_for(request) if request.state in OPEN_REQUESTS else None
    waiting = consents.waiting(ask) if ask is not None else None
    agreed = ask is None and any(one.state == ConsentState.GIVEN for one in answers)
    promised = _promised(request)
    is_late = promised is not None and moment > promised
    due = _expected(moment) if is_late else promised
    standing = timeline.Standing(
        state=request.state,
        wants_consent=request.needs_consent and not agreed,
        due_at=due,
        consent_until=waiting.expires_at if waiting else None,
        wait_days=_wait_days(request, moment),
        is_appealed=is_appealing(request),
    )
    card = _card(request, is_late=is_late, moment=moment)
    return Progress(
        request=request,
        card=card,
        tag_kind=TAG_KINDS[RequestState(request.state)],
        tag_word=request.get_state_display(),
        who=who_of(request),
        relation=relation_word(request.relation, _gend(request)),
        age=_age(request),
        due_at=_due(request, card, due, waiting),
        steps=timeline.steps(happened.before(request, answers), standing),
        defects=open_defects(request) if request.state == RequestState.RETURNED else [],
        consent=waiting,
        agreed=agreed and request.state in OPEN_REQUESTS,
        words=_words(request),
        phone=regions.hotline_of(request.region_code),
        may_withdraw=request.state in OPEN_REQUESTS,
        may_appeal=reviews.may_appeal(request, moment),
        appeal_until=reviews.appeal_until(request) if reviews.is_appealable(request) else None,
        again_on=consents.paused_until(request.holder, request.member_index)
        if card == "not_agreed"
        else None,
        appeal=request.appeal_case,
    )


def is_appealing(request: BindingRequest) -> bool:
    """Whether another officer is looking at it again now."""
    appeal = request.appeal_case
    return appeal is not None and appeal.state in (CaseState.OPEN, CaseState.IN_REVIEW)


def to_mend(person: Any) -> list[BindingRequest]:
    """The holder's returned requests whose deadline has not passed."""
    rows = BindingRequest.objects.filter(holder=person, state=RequestState.RETURNED)
    return [row for row in rows.select_related("tenant") if may_still_fix(row)]


def who_of(request: BindingRequest) -> str:
    """The member's masked name; a newborn has none yet."""
    return masking.mask_name(request.member_name) if request.member_name else "新生儿"


def open_defects(request: BindingRequest) -> list[Defect]:
    """What is still to be mended of the round that was returned (P177: all at once)."""
    rows = request.defects.filter(round=request.round, is_mended=False)
    return list(rows.order_by("slot_code", "created_at"))


def may_still_fix(request: BindingRequest, now: datetime | None = None) -> bool:
    """Whether papers can still be mended: returned, and the deadline has not passed (P178)."""
    due = request.return_due_at
    moment = now or clock.now(request.tenant)
    return request.state == RequestState.RETURNED and (due is None or moment < due)


def _card(request: BindingRequest, *, is_late: bool, moment: datetime) -> str:
    """What comes first on the page."""
    if is_appealing(request):
        return "overdue" if is_late else "appealing"
    match request.state:
        case RequestState.RETURNED:
            return "fix" if may_still_fix(request, moment) else "fix_late"
        case state if state in _UNDER_REVIEW:
            return "overdue" if is_late else "waiting"
        case RequestState.REJECTED:
            return "not_agreed" if request.outcome == reasons.CONSENT_REFUSED else "refused"
        case RequestState.APPROVED if _is_over(request):
            return "unbound"
        case _:
            return _CARDS[RequestState(request.state)]


def _is_over(request: BindingRequest) -> bool:
    """Whether the binding has ended since; one that ended silently looks as before (feature 29)."""
    binding = request.binding
    if binding is None or binding.state in LIVE_BINDINGS:
        return False
    return not (binding.ended_silently and binding.ending != Binding.Ending.HOLDER)


_CARDS = {
    RequestState.DRAFT: "draft",
    RequestState.CONSENT_PENDING: "consent",
    RequestState.APPROVED: "bound",
    RequestState.WITHDRAWN: "withdrawn",
    RequestState.EXPIRED: "expired",
}


def _due(
    request: BindingRequest, card: str, due: datetime | None, asked: consents.Waiting | None
) -> datetime | None:
    """The date that belongs to the card."""
    if card in ("fix", "fix_late"):
        return request.return_due_at
    if card == "consent":
        return asked.expires_at if asked else None
    return due if card in ("waiting", "overdue", "appealing") else None


def _promised(request: BindingRequest) -> datetime | None:
    """Until when an answer was promised; None where the clock stands (P76, P180, P184)."""
    if is_appealing(request):
        return request.appeal_case.due_at
    return reviews.promised_at(request) if request.state in _UNDER_REVIEW else None


def _stood(request: BindingRequest) -> list[sla.Pause]:
    """When the clock stood because the person had something to mend."""
    rows = sorted(request.events.all(), key=lambda row: row.at)
    return sla.pauses(((row.verb, row.at) for row in rows), stops=RETURNED, starts=CORRECTED)


def _wait_days(request: BindingRequest, moment: datetime) -> int:
    """Working days that the second look takes if the papers come back now."""
    if request.state != RequestState.RETURNED or request.submitted_at is None:
        return sla.LEAST_DAYS
    stood = [sla.Pause(one.since, one.until or moment) for one in _stood(request)]
    promised = int(request.policy.get("review_workdays", policies.DEFAULTS.review_workdays))
    days = calendar.overrides()
    due = sla.promise(request.submitted_at, promised, stood, days)
    left = working_days.count_working_days(
        clock.local(moment).date(), clock.local(due).date(), days
    )
    return max(left, sla.LEAST_DAYS)


def _expected(moment: datetime) -> datetime:
    """After a missed promise: the end of the next working day."""
    return working_days.due_at(moment, 1, calendar.overrides())


def _words(request: BindingRequest) -> str:
    """Why it ended: the rule's sentence, or the words that were sent with the decision (P183)."""
    if request.state not in (RequestState.REJECTED, RequestState.EXPIRED):
        return ""
    rule = reasons.BY_RULE.get(request.outcome)
    if rule is not None:
        return rule.words
    for case in (request.appeal_case, request.case):
        if case is not None and case.state in _DECIDED_CASES:
            last = case.decisions.filter(stage=Decision.Stage.FINAL).order_by("-at").first()
            if last is not None and last.text_sent:
                return last.text_sent
    return ""


def _gend(request: BindingRequest) -> str:
    return request.member.gend if request.member_id else ""


def _age(request: BindingRequest) -> str:
    """6 岁: for children, whose age decides the papers."""
    born = request.member_birth_date
    today = clock.today(request.tenant)
    if born is None or (today - born).days > 18 * 366:
        return ""
    return age_text(born, today)

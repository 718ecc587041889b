"""Questions to members: who may open which, and where each stands (P66, P75)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.selectors import people
from yibao.kernel import clock, moments
from yibao.kernel.portable import Section, section

from ..data import relation_word, showing
from ..models import Binding, BindingRequest, ConsentAsk
from ..rules import appeals, pauses
from ..rules.handover import Phase
from ..states import LIVE_BINDINGS, OPEN_REQUESTS, ConsentState
from . import bindings, branches, handover

#: The holder may remind once in this time.
REMIND_EVERY = timedelta(hours=12)
CONSENT_16 = "CONSENT_16"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the holder may know of a question: never its reference, never the reason of a no.

    ``phone_tail`` is empty where the member has no account; ``remind_at`` None is at once.
    """

    state: str
    expires_at: datetime
    phone_tail: str
    has_account: bool
    remind_at: datetime | None


def rows() -> "QuerySet[ConsentAsk]":
    """Questions with both sides."""
    return ConsentAsk.objects.select_related(
        "member__tenant",
        "request__holder__tenant",
        "request__tenant",
        "binding__holder__tenant",
        "binding__tenant",
    )


def holder_of(ask: ConsentAsk) -> Any:
    """Who asks."""
    return (ask.request or ask.binding).holder


def relation_of(ask: ConsentAsk) -> str:
    """What the member is to the one who asks, as a code."""
    return (ask.request or ask.binding).relation


def member_word(ask: ConsentAsk) -> str:
    """How the one who asks calls the member: 母亲."""
    return relation_word(relation_of(ask), ask.member.gend)


def holder_word(ask: ConsentAsk) -> str:
    """What the one who asks is to the member: 女儿."""
    return showing.presenter_word(relation_of(ask), holder_of(ask).gend)


def standing(ask: ConsentAsk) -> str:
    """The state as it is at this moment, also where no task has said so yet."""
    if ask.state != ConsentState.OPEN:
        return ask.state
    if not _is_wanted(ask):
        return ConsentState.WITHDRAWN
    is_late = ask.expires_at <= clock.now(ask.member.tenant)
    return ConsentState.EXPIRED if is_late else ConsentState.OPEN


def state_word(ask: ConsentAsk) -> str:
    """The state of this moment in words."""
    return ConsentState(standing(ask)).label


def _is_wanted(ask: ConsentAsk) -> bool:
    """Whether what was asked for is still on its way."""
    if ask.request is not None:
        return ask.request.state in OPEN_REQUESTS
    return ask.binding.state in LIVE_BINDINGS and ask.binding.consented_at is None


def is_of_age(thing: BindingRequest | Binding) -> bool:
    """Whether the member may be asked today: grown by the rules of the own area (P54), or asked by
    the rules under which the request or the binding runs."""
    if bindings.is_grown(thing.member):
        return True
    if isinstance(thing, BindingRequest):
        return branches.is_grown(thing)
    return handover.standing(thing).phase != Phase.CHILD


def counting(request: BindingRequest) -> ConsentAsk | None:
    """The yes on which this request may be bound: the newest, while the request runs; of one that
    was refused meanwhile only for a while, so that a late appeal asks again (P75)."""
    given = request.consents.filter(state=ConsentState.GIVEN).order_by("-answered_at").first()
    if given is None:
        return None
    has_ended = request.state not in OPEN_REQUESTS
    now = clock.now(request.tenant)
    return given if appeals.still_holds(given.answered_at, now, has_ended=has_ended) else None


def paused_until(holder: Any, member_index: str) -> date | None:
    """The first day on which this holder may ask this person again after a no (P75); None where
    the last answer was none. ``member_index`` is the keyed hash of the person's number."""
    asked = ConsentAsk.objects.filter(
        Q(request__holder=holder) | Q(binding__holder=holder), member__certno_index=member_index
    ).exclude(answered_at=None)
    last = asked.order_by("-answered_at").only("state", "answered_at").first()
    if last is None or last.state != ConsentState.REFUSED:
        return None
    free = pauses.first_day(clock.local(last.answered_at).date())
    return free if clock.today(holder.tenant) < free else None


def seen_by(user: Any, ref: str) -> ConsentAsk | None:
    """The question of this reference, for the member's own login only (T31)."""
    if user.person_id is None:
        return None
    return rows().filter(ref=ref, member=user.person_id).first()


def open_of(person: Any) -> list[ConsentAsk]:
    """What waits for the person's answer, the one that ends first on top."""
    found = rows().filter(member=person, state=ConsentState.OPEN).order_by("expires_at")
    return [ask for ask in found if standing(ask) == ConsentState.OPEN]


def awaited_by(person: Any) -> list[ConsentAsk]:
    """What this holder's own requests wait for, the one that ends first on top."""
    found = rows().filter(request__holder=person, state=ConsentState.OPEN).order_by("expires_at")
    return [ask for ask in found if standing(ask) == ConsentState.OPEN]


def overdue(limit: int = 500) -> list[ConsentAsk]:
    """Open questions whose time is over, or whose request or binding has ended meanwhile."""
    late = moments.reached("expires_at", tenant="member__tenant")
    moot = (Q(request__isnull=False) & ~Q(request__state__in=OPEN_REQUESTS)) | (
        Q(binding__isnull=False) & ~Q(binding__state__in=LIVE_BINDINGS)
    )
    found = rows().filter(late | moot, state=ConsentState.OPEN).order_by("expires_at")
    return list(found[:limit])


def answered_of(person: Any, limit: int = 20) -> list[ConsentAsk]:
    """The person's own answers, the newest first."""
    found = rows().filter(member=person, answered_at__isnull=False)
    return list(found.order_by("-answered_at")[:limit])


def open_for(thing: BindingRequest | Binding) -> ConsentAsk | None:
    """The open question for a request or a binding."""
    side = {"request" if isinstance(thing, BindingRequest) else "binding": thing}
    return rows().filter(state=ConsentState.OPEN, **side).first()


def latest_for(thing: BindingRequest | Binding) -> ConsentAsk | None:
    """The newest question for a request or a binding, whatever became of it."""
    side = {"request" if isinstance(thing, BindingRequest) else "binding": thing}
    return rows().filter(**side).order_by("-asked_at").first()


def given_for(binding: Binding) -> ConsentAsk | None:
    """The consent on which a binding stands: its own, else the one of its request."""
    found = ConsentAsk.objects.filter(
        Q(binding=binding) | Q(request__binding=binding), state=ConsentState.GIVEN
    )
    return found.order_by("-answered_at").first()


def asked_by(user: Any, ref: str) -> ConsentAsk | None:
    """The newest question of this holder's own request or binding, by that one's reference."""
    if user.person_id is None:
        return None
    mine = Q(request__ref=ref, request__holder=user.person_id) | Q(
        binding__ref=ref, binding__holder=user.person_id
    )
    return rows().filter(mine).order_by("-asked_at").first()


def waiting(ask: ConsentAsk) -> Waiting:
    """The question for the holder's eyes."""
    user = people.user_of(ask.member)
    phone = user.phone if user is not None and user.phone else ""
    return Waiting(
        state=standing(ask),
        expires_at=ask.expires_at,
        phone_tail=phone[-4:],
        has_account=user is not None,
        remind_at=remind_at(ask),
    )


def remind_at(ask: ConsentAsk) -> datetime | None:
    """When the holder may remind again; None is now."""
    if ask.reminded_at is None:
        return None
    following = ask.reminded_at + REMIND_EVERY
    return following if following > clock.now(ask.member.tenant) else None


def may_ask_again(binding: Binding) -> bool:
    """Whether a display that stopped at 16 may be opened again by the member's own consent."""
    return binding.state == "SUSPENDED" and binding.suspension_reason == CONSENT_16


def of_own_binding(user: Any, ref: str) -> Binding | None:
    """A live binding of which this login is the member (T31)."""
    if user.person_id is None:
        return None
    found = Binding.objects.select_related("tenant", "holder__tenant", "member__tenant")
    return found.filter(ref=ref, member=user.person_id, state__in=LIVE_BINDINGS).first()


def own_data(person: Any) -> list[Section]:
    """Questions to the person with the own reason, and those the person asked, without."""
    asked = Q(request__holder=person) | Q(binding__holder=person)
    mine = ConsentAsk.objects.filter(member=person).order_by("asked_at")
    theirs = ConsentAsk.objects.filter(asked).exclude(member=person).order_by("asked_at")
    return [
        section("consents_answered", "家人请我同意", mine),
        section("consents_asked", "我请家人同意", theirs, leave_out=["reason"]),
    ]

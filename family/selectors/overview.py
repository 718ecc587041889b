"""The page 亲情账户 (wireframe 3): members, requests on their way, who bound me, places left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.selectors import enrolments, regions
from yibao.kernel import clock

from ..models import Binding, BindingRequest, ConsentAsk
from ..rules import age_text
from ..states import OPEN_REQUESTS, BindingState, RequestState
from . import bindings, consents, policies, progress

CHILDHOOD_DAYS = 18 * 366
LOOK_BACK = timedelta(days=30)
TAGS = {
    BindingState.ACTIVE: ("ok", "已绑定"),
    BindingState.CONSENT_PENDING_16: ("warn", "等本人同意"),
    BindingState.SUSPENDED: ("warn", "已暂停"),
}
# A binding that was ended silently looks like a display that is out of order (feature 29).
OUT_OF_ORDER = ("warn", "暂时不能出示")


@dataclass(frozen=True, slots=True)
class Member:
    """One relative whose code this person may show, as the card says it."""

    ref: str
    name: str
    relation: str
    age: str
    insurance: str
    place: str
    tag_kind: str
    tag_word: str
    can_show: bool
    last_shown_at: datetime | None
    until: date | None
    agreed: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who may show this person's code."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks this person for consent, until when."""

    ref: str
    name: str
    relation: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page; ``taken`` counts members and requests on their way (P48)."""

    members: list[Member]
    requests: list[progress.Progress]
    ended: list[progress.Progress]
    asked: list[Asked]
    bound_by: list[Other]
    limit: int

    @property
    def taken(self) -> int:
        """Places in use."""
        return len(self.members) + len(self.requests)

    @property
    def is_full(self) -> bool:
        """Whether nobody can be added before somebody leaves."""
        return self.taken >= self.limit


def of(person: Any) -> Overview:
    """The family of a person now."""
    rows = _requests(person)
    return Overview(
        members=[_member(row) for row in bindings.of_holder(person)],
        requests=[progress.of(row) for row in rows if row.state in OPEN_REQUESTS],
        ended=[progress.of(row) for row in rows if row.state not in OPEN_REQUESTS],
        asked=[_asked(one) for one in consents.open_of(person)],
        bound_by=[
            Other(row.holder.masked_name, bindings.presenter_word(row))
            for row in bindings.of_member(person)
        ],
        limit=policies.of_person(person).max_members,
    )


def _asked(ask: ConsentAsk) -> Asked:
    holder = consents.holder_of(ask)
    return Asked(ask.ref, holder.masked_name, consents.holder_word(ask), ask.expires_at)


def _requests(person: Any) -> list[BindingRequest]:
    """Requests on their way, and those that ended without a binding in the last 30 days.

    A draft that was thrown away or forgotten was never sent and is not listed.
    """
    since = clock.now(person.tenant) - LOOK_BACK
    rows = BindingRequest.objects.filter(holder=person, submitted_at__isnull=False).exclude(
        state__in=(RequestState.DRAFT, RequestState.APPROVED)
    )
    found = rows.select_related("tenant", "holder__tenant", "member", "case", "appeal_case")
    return [
        row
        for row in found.order_by("submitted_at", "pk")
        if row.state in OPEN_REQUESTS
        or progress.is_appealing(row)
        or (row.decided_at or row.touched_at) > since
    ]


def _member(binding: Binding) -> Member:
    person = binding.member
    enrolment = enrolments.current(person)
    today = clock.today(person.tenant)
    is_child = (today - person.birth_date).days < CHILDHOOD_DAYS
    kind, word = _tag(binding)
    return Member(
        ref=binding.ref,
        name=person.masked_name,
        relation=bindings.member_word(binding),
        age=age_text(person.birth_date, today) if is_child else "",
        insurance=enrolment.get_insutype_display() if enrolment else "没查到参保",
        place=regions.name_of(enrolment.insuplc_admdvs) if enrolment else "",
        tag_kind=kind,
        tag_word=word,
        can_show=bindings.is_showing(binding),
        last_shown_at=binding.last_shown_at,
        until=binding.grace_until if binding.state == BindingState.CONSENT_PENDING_16 else None,
        agreed=binding.consented_at is not None,
    )


def _tag(binding: Binding) -> tuple[str, str]:
    return TAGS.get(BindingState(binding.state), OUT_OF_ORDER)

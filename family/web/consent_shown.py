"""A question to a member as the pages show it, and the choice made before the face."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.selectors import regions

from .. import selectors
from ..data.consent_text import BINDING_CONSENT, BindingConsent
from ..models import ConsentAsk


@dataclass(frozen=True, slots=True)
class Shown:
    """Who asks whom for what; ``grown_up``: the display exists and the member turned 16."""

    ref: str
    name: str
    relation: str
    member: str
    member_word: str
    state: str
    expires_at: Any
    answered_at: Any
    sees_bills: bool
    number: str
    is_handover: bool
    binding_ref: str
    hotline: str
    text: BindingConsent


@dataclass(frozen=True, slots=True)
class Choice:
    """What was ticked on the page before the face, and which words stood there."""

    sees_bills: bool
    text_version: str


def shown(ask: ConsentAsk) -> Shown:
    """For the member's own page, or the holder's phone in the member's hand."""
    holder = selectors.consents.holder_of(ask)
    binding = ask.binding or ask.request.binding
    return Shown(
        ref=ask.ref,
        name=holder.masked_name,
        relation=selectors.consents.holder_word(ask),
        member=ask.member.masked_name,
        member_word=selectors.consents.member_word(ask),
        state=str(selectors.consents.standing(ask)),
        expires_at=ask.expires_at,
        answered_at=ask.answered_at,
        sees_bills=ask.sees_bills,
        number=ask.request.number if ask.request is not None else "",
        is_handover=ask.binding is not None,
        binding_ref=binding.ref if binding is not None else "",
        hotline=regions.hotline_of(selectors.policies.region_of(ask.member)),
        text=BINDING_CONSENT,
    )


def _key(ask: ConsentAsk) -> str:
    return f"consent:{ask.ref}"


def remember(request: HttpRequest, ask: ConsentAsk, choice: Choice) -> None:
    """Keep the choice for the page with the face."""
    request.session[_key(ask)] = [choice.sees_bills, choice.text_version]


def chosen(request: HttpRequest, ask: ConsentAsk) -> Choice | None:
    """The choice of this session; None where the page before was not sent."""
    kept = request.session.get(_key(ask))
    return Choice(bool(kept[0]), str(kept[1])) if kept else None


def forget(request: HttpRequest, ask: ConsentAsk) -> None:
    """The question is answered."""
    request.session.pop(_key(ask), None)

"""What the holder reads of an officer's word, and until when; also before it is said (row 35)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.selectors import regions
from yibao.kernel import calendar, clock
from yibao.notices.services import texts

from ..data.reasons import RETURNED_TOO_OFTEN
from ..data.relations import relation_word
from ..models import BindingRequest
from . import bindings, branches, consents, policies, reasons


def in_full(sentences: Iterable[str], text: str = "") -> str:
    """The sentences of the reasons and the officer's own, a line each."""
    return "\n".join([*sentences, *([text] if text else [])])


def is_last_return(request: BindingRequest) -> bool:
    """Whether another return ends the request by rule (P77)."""
    most = int(request.policy.get("return_max", policies.DEFAULTS.return_max))
    return request.returns + 1 >= most


def mend_until(request: BindingRequest) -> datetime:
    """Until when the holder may mend what is returned now (P178)."""
    days = int(request.policy.get("return_wait_workdays", policies.DEFAULTS.return_wait_workdays))
    return calendar.end_of_working_day(clock.now(request.tenant), days)


def of_notice(request: BindingRequest, words: str, **more: Any) -> dict[str, Any]:
    """What a notice of this request is given; a number and what to do, nobody's name."""
    return {
        "number": request.number,
        "words": words,
        "until": request.return_due_at,
        "due": request.case.due_at if request.case else None,
        "hotline": regions.hotline_of(request.region_code),
        "service": settings.SERVICE_NAME,
        **more,
    }


def returned(request: BindingRequest, sentences: list[str], text: str) -> str:
    """The notice of a return that would be said now, exactly as the holder will read it."""
    if is_last_return(request):
        return refused(request, reasons.words_of(request.tenant, RETURNED_TOO_OFTEN))
    more = {"until": mend_until(request), "count": len(sentences)}
    return _notice("family_returned", of_notice(request, in_full(sentences, text), **more))


def approved(request: BindingRequest) -> str:
    """The notice of an approval that would take effect now: bound, or waiting for the member's yes
    (P74); empty where the member is not known yet, so that nothing can be bound."""
    member = request.member
    if member is None:
        return ""
    is_grown = bindings.is_grown(member) or branches.is_grown(request)
    if (request.needs_consent or is_grown) and consents.counting(request) is None:
        hours = int(request.policy.get("consent_ttl_hours", policies.DEFAULTS.consent_ttl_hours))
        until = clock.now(request.tenant) + timedelta(hours=hours)
        return _notice("family_waits_for_consent", of_notice(request, "", until=until))
    context = {
        "name": member.masked_name,
        "relation": relation_word(request.relation, member.gend),
        "is_holder": True,
        "at": clock.now(request.tenant),
        "hotline": regions.hotline_of(policies.region_of(member)),
    }
    return _notice("family_approved", context)


def refused(request: BindingRequest, words: str, *, is_appeal: bool = False) -> str:
    """The notice of a refusal that would take effect now."""
    code = "family_appeal_kept" if is_appeal else "family_rejected"
    return _notice(code, of_notice(request, words))


def _notice(code: str, context: dict[str, Any]) -> str:
    title, body = texts.words_of(code, "INBOX", context)
    return f"{title}\n{body}"

"""What pages with passkeys share: where the site stands, and a question asked once."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from yibao.kernel import clock

_STATE = "passkey_question"
_LIFE_SECONDS = 300
_ANSWER_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages stand: ``rp_id`` is a domain, ``origin`` what the browser reports."""

    rp_id: str
    origin: str
    name: str


def site_of(request: HttpRequest) -> Site:
    """The site of this request; ``PASSKEY_RP_ID`` names the domain where it is not the host."""
    host = request.get_host()
    return Site(
        rp_id=settings.PASSKEY_RP_ID or host.rsplit(":", 1)[0],
        origin=f"{request.scheme}://{host}",
        name=settings.SERVICE_NAME,
    )


def ask(request: HttpRequest, question: tuple[dict[str, Any], dict[str, Any]]) -> JsonResponse:
    """Hand the question to the browser and keep its state for the one answer."""
    options, state = question
    request.session[_STATE] = {**state, "at": int(clock.now().timestamp())}
    return JsonResponse(options)


def take(request: HttpRequest) -> tuple[dict[str, Any], Any]:
    """State and answer of a posted form; both empty where they are late, missing or no JSON.

    The state is gone afterwards, so that no answer counts twice.
    """
    state = request.session.pop(_STATE, None) or {}
    if int(clock.now().timestamp()) - state.pop("at", 0) > _LIFE_SECONDS:
        return {}, None
    text = request.POST.get("credential", "")
    try:
        return state, json.loads(text) if len(text) <= _ANSWER_LIMIT else None
    except ValueError:
        return state, None

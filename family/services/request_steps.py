"""Steps that submitting and reviewing share: the locks, the notices, the ends of a request.

The holder, then the case, then the request (see ``moves``); the questions to the member after that.
"""

from typing import Any

from accounts.selectors import people
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import clock, outbox
from yibao.notices import services as notices

from ..errors import RequestNotPossible
from ..models import BindingRequest
from ..selectors import reasons, sent_words
from ..states import REQUEST_MOVES, RequestState
from . import consents, moves, places

PRECHECK_TOPIC = "family.precheck"
_RUNNING = (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED)


def lock_all(*, by: Any, request: BindingRequest) -> BindingRequest:
    """The request under its lock, after its holder and its cases. Call it inside a transaction."""
    moves.lock_holder(by=by, holder=request.holder)
    known = BindingRequest.objects.filter(pk=request.pk).values_list("case", "appeal_case").first()
    wanted = sorted(str(pk) for pk in known or () if pk)
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    return moves.locked(by=by, request_id=request.pk)


def refuse(*, by: Any, request: BindingRequest) -> None:
    """Say that the request is not in a state for this (T34)."""
    raise RequestNotPossible(state=RequestState(request.state).label)


def owe_precheck(*, by: Any, request: BindingRequest) -> None:
    """The automatic checks of this round are owed once."""
    outbox.emit(
        PRECHECK_TOPIC,
        key=f"{PRECHECK_TOPIC}:{request.pk}:{request.round}",
        payload={"request": str(request.pk)},
    )


def finish(
    *,
    by: Any,
    request: BindingRequest,
    to: str,
    outcome: str = "",
    verb: str = "",
    words: str = "",
    tells: bool = True,
) -> BindingRequest:
    """End a locked request without a binding: place free, questions and case closed, holder told.

    ``outcome`` is the code of the reason, ``words`` what the holder reads; the sentence in force
    where none is given. ``tells`` off: nobody is there to be told.
    """
    request.outcome, request.decided_at = outcome, clock.now(request.tenant)
    request.return_due_at = None
    verb = moves.move(
        by=by,
        request=request,
        to=to,
        note=outcome,
        verb=verb,
        save=("outcome", "decided_at", "return_due_at"),
    )
    if request.place is not None:
        places.release(by=by, place=request.place)
    consents.withdraw(by=by, request=request)
    end_case(by=by, request=request, outcome=outcome)
    if tells:
        said = words or reasons.words_of(request.tenant, outcome)
        tell(by=by, request=request, verb=verb, words=said)
    return request


def end_case(*, by: Any, request: BindingRequest, outcome: str = "") -> None:
    """Close a review that runs on: taken back by the person, or over by rule."""
    case = request.case
    if case is None:
        return
    case.refresh_from_db(fields=["state"])
    if case.state not in _RUNNING:
        return
    if request.state == RequestState.WITHDRAWN:
        cases.withdraw(by=by, ref=case.ref)
    else:
        cases.close_by_rule(by=by, ref=case.ref, note=outcome or request.state)


def tell(*, by: Any, request: BindingRequest, verb: str, words: str = "", **more: Any) -> None:
    """The notice of a move, where the table names one: inbox and SMS with the number (P78)."""
    code = REQUEST_MOVES.notices.get(verb)
    if code is not None:
        post(by=by, request=request, code=code, words=words, **more)


def post(
    *, by: Any, request: BindingRequest, code: str, key: str = "", words: str = "", **more: Any
) -> None:
    """Tell the holder; a number and what to do, nobody's name and nobody's number."""
    user = people.user_of(request.holder)
    if user is None:
        return
    context = sent_words.of_notice(request, words, **more)
    link = notices.Link(f"/family/requests/{request.ref}/", "看进度")
    if key:
        notices.post_once(code, key=key, by=by, user=user, context=context, link=link, sms=True)
    else:
        notices.post(code, by=by, user=user, context=context, link=link, sms=True)

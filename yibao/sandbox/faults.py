"""The header ``X-Sandbox-Fault`` at the interfaces for programs; never part of production."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, JsonResponse

from yibao.kernel import clock, faults, problems
from yibao.kernel.errors import DomainError
from yibao.web.middleware import is_for_machines

Handler = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Sandbox-Fault"
_LOST = 504


class FaultMiddleware:
    """Carries the asked fault through one call; a lost answer is a 504 without a body.

    Who calls is known only to the view: it admits the fault (``kernel.faults.admit``) after the
    caller has shown who it is. A stranger's header does nothing.
    """

    def __init__(self, get_response: Handler) -> None:
        if not settings.SANDBOX_ENABLED:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        text = request.headers.get(HEADER, "")
        if not text or not is_for_machines(request):
            return self.get_response(request)
        try:
            asked = faults.parse(text)
        except faults.FaultUnknown as refusal:
            return _refused(request, refusal)
        with faults.during(asked):
            return _as_asked(asked, self.get_response(request))

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """What was rolled back has no answer."""
        return HttpResponse(status=_LOST) if isinstance(fault, faults.AnswerLost) else None


def _as_asked(asked: faults.Fault, response: HttpResponse) -> HttpResponse:
    if not asked.is_admitted:
        return response
    if asked.kind in (faults.BEFORE, faults.AFTER):
        response = HttpResponse(status=_LOST)
    if asked.kind == faults.ERROR:
        response.status_code = asked.amount
    if asked.kind == faults.SKEW:
        response["X-Sandbox-Time"] = faults.later(clock.now(), asked).isoformat()
    response[HEADER] = asked.text
    return response


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    if problems.is_for_program(request):
        return problems.respond(request, refusal)
    body = {"code": refusal.status, "message": refusal.message}
    return JsonResponse(body, status=refusal.status, json_dumps_params={"ensure_ascii": False})

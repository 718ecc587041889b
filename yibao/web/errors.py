"""Error pages for people, problem documents for programs, behind the same handlers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from yibao.kernel import problems
from yibao.kernel.errors import (
    DomainError,
    InternalFault,
    MalformedRequest,
    NotFound,
)

# Of these forms the words are kept when the token was stale; pressing once more harms nobody, even
# where another site had sent the form. Page → the field with the words.
KEPT_WORDS = {"web:feedback": "text", "accounts:correct": "statement"}
MOST_KEPT = 2000
# Refusals with a page of their own; all others share one that shows their words.
OWN_PAGES = {
    404: "errors/404.html",
    413: "errors/413.html",
    429: "errors/429.html",
    503: "errors/503.html",
}


class NotAllowedHere(DomainError):
    """The page exists, but not for this person."""

    code = "page.forbidden"
    status = 403
    title = "您不能打开这个页面"
    detail = "这个页面只给本人，或者得到授权的家人看。"


class FormExpired(DomainError):
    """The form's token is missing or stale (CSRF)."""

    code = "page.form_expired"
    status = 403
    title = "页面放太久了"
    detail = "为了安全，放久了的页面要重新打开才能提交。"


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refusal that no view dealt with."""
    if problems.is_for_program(request):
        return problems.respond(request, error)
    context: dict[str, Any] = {"error": error, "reference": reference_of(request)}
    if error.status == 413:
        context |= error.extra
    if error.status == 429:
        context["retry_seconds"] = error.extra.get("retry_after")
    name = OWN_PAGES.get(error.status, "errors/refused.html")
    response = render(request, name, context, status=error.status)
    if "retry_after" in error.extra:
        response["Retry-After"] = str(error.extra["retry_after"])
    return response


def reference_of(request: HttpRequest) -> str:
    """The number that support finds in the log."""
    return getattr(request, "trace_id", "")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or comes from elsewhere."""
    if problems.is_for_program(request):
        return problems.respond(request, FormExpired())
    context = {
        "reference": reference_of(request),
        "retry_url": request.path,
        "kept": _kept(request),
    }
    return render(request, "errors/csrf.html", context, status=403)


def _kept(request: HttpRequest) -> dict[str, str]:
    """What somebody wrote at length, so that it is not lost; everything else is chosen again."""
    match = request.resolver_match
    name = KEPT_WORDS.get(match.view_name) if match else None
    words = request.POST.get(name, "")[:MOST_KEPT] if name else ""
    return {name: words} if name and words else {}


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read; rendered alone, since even the host may be false."""
    if problems.is_for_program(request):
        return _program_answer(request, MalformedRequest(reason="无法读取"))
    return _alone("errors/400.html", 400, request)


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not for this person."""
    if problems.is_for_program(request):
        return problems.respond(request, NotAllowedHere())
    user: Any = getattr(request, "user", None)
    context = {
        "reference": reference_of(request),
        "is_staff": bool(user and user.is_authenticated and user.is_staff),
        "is_console": request.path.startswith(reverse("admin:index")),
    }
    return render(request, "errors/403.html", context, status=403)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """The address exists, the verb does not: words instead of an empty page."""
    context = {"reference": reference_of(request)}
    response = render(request, "errors/405.html", context, status=405)
    response["Allow"] = allowed
    return response


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, or not yours."""
    if problems.is_for_program(request):
        return problems.respond(request, NotFound())
    return render(request, "errors/404.html", {"reference": reference_of(request)}, status=404)


def handler500(request: HttpRequest) -> HttpResponse:
    """A fault: no session, no database, no context is asked for."""
    if problems.is_for_program(request):
        return _program_answer(request, InternalFault())
    return _alone("errors/500.html", 500, request)


def _program_answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A problem document that does not trust the Host header."""
    body = problems.document(error, trace_id=reference_of(request))
    return HttpResponse(
        problems.dump(body), status=error.status, content_type=problems.CONTENT_TYPE
    )


def _alone(name: str, status: int, request: HttpRequest) -> HttpResponse:
    page = render_to_string(name, {"reference": reference_of(request)})
    return HttpResponse(page, status=status)

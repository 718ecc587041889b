"""继续使用: a form with money or identity in it is not lost to the clock (T28)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yibao.kernel import clock, proof

from .guards import citizens_only

WINDOWS = {str(one): one for one in (settings.PROOF_SECONDS, settings.RECHECK_SECONDS)}
_OVER = 409


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
@never_cache
def stay(request: HttpRequest) -> HttpResponse:
    """POST: the time of this kind of page again, or 409. GET: proved anew in a tab of its own."""
    if request.method != "POST":
        return render(request, "accounts/stay.html")
    seconds = WINDOWS.get(request.POST.get("seconds", ""))
    if seconds is None or not proof.stay(request, seconds):
        return JsonResponse({"until": 0}, status=_OVER)
    until = proof.until(request, seconds)
    return JsonResponse(
        {"until": int(until.timestamp() * 1000), "shown": f"{clock.local(until):%H:%M}"}
    )

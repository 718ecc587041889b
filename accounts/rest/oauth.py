"""Issuing tokens for client credentials (RFC 6749 §4.4); errors keep OAuth's own JSON form."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import TokenView

from accounts.rules import limits
from yibao.kernel import crypto, rates

WINDOW = 60
FAILURES_A_MINUTE = 60
GRANT = "client_credentials"


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class ClientTokenView(TokenView):
    """The provider's endpoint, for one grant, closed for a source that keeps guessing.

    Programs prove themselves with their secret here, hence no session and no login.
    """

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a token, or an OAuth error object."""
        key = self._source_key(request)
        if rates.peek(key, seconds=WINDOW) >= FAILURES_A_MINUTE:
            return self._slow_down()
        if request.POST.get("grant_type", GRANT) != GRANT:
            return JsonResponse({"error": "unsupported_grant_type"}, status=400)
        response = super().post(request, *args, **kwargs)
        if response.status_code == 401:
            rates.hit(key, seconds=WINDOW)
        return response

    def _source_key(self, request: HttpRequest) -> str:
        source = limits.source_of(request.META["REMOTE_ADDR"])
        return f"oauth-fail:{crypto.blind_index(source, 'source')}"

    def _slow_down(self) -> HttpResponse:
        response = JsonResponse({"error": "temporarily_unavailable"}, status=429)
        response["Retry-After"] = str(rates.seconds_left(WINDOW))
        return response

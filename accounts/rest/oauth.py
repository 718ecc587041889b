"""Issuing and ending tokens (RFC 6749 §4.1, §4.4, §6, RFC 7009); errors keep OAuth's own form."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import RevokeTokenView, TokenView

from accounts.rules import limits
from yibao.kernel import crypto, rates

WINDOW = 60
FAILURES_A_MINUTE = 60
# For the client itself; for a person, after the consent page; the same again, renewed.
GRANTS = ("client_credentials", "authorization_code", "refresh_token")


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class _SecretView(View):
    """Programs prove themselves with their secret here, hence no session and no login.

    Closed for a source that keeps guessing.
    """

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as OAuth says, or an OAuth error object."""
        key = self._source_key(request)
        if rates.peek(key, seconds=WINDOW) >= FAILURES_A_MINUTE:
            return self._slow_down()
        response = super().post(request, *args, **kwargs)
        if self._was_guess(response):
            rates.hit(key, seconds=WINDOW)
        return response

    def _was_guess(self, response: HttpResponse) -> bool:
        """A wrong secret, or a code or refresh token that does not exist."""
        return response.status_code == 401 or b"invalid_grant" in response.content

    def _source_key(self, request: HttpRequest) -> str:
        source = limits.source_of(request.META["REMOTE_ADDR"])
        return f"oauth-fail:{crypto.blind_index(source, 'source')}"

    def _slow_down(self) -> HttpResponse:
        response = JsonResponse({"error": "temporarily_unavailable"}, status=429)
        response["Retry-After"] = str(rates.seconds_left(WINDOW))
        return response


class ClientTokenView(_SecretView, TokenView):
    """The provider's token endpoint for our grants."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A token for one of the grants; every other one is unsupported."""
        if request.POST.get("grant_type", GRANTS[0]) not in GRANTS:
            return JsonResponse({"error": "unsupported_grant_type"}, status=400)
        response = super().post(request, *args, **kwargs)
        # The provider names no type where a token is refused at the last moment.
        response["Content-Type"] = "application/json"
        return response


class ClientRevokeView(_SecretView, RevokeTokenView):
    """The provider's revocation endpoint: an access token takes its refresh token with it."""

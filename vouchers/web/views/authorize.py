"""``/oauth/authorize/``: a person lets a channel app use the voucher (partner-api 6)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.models import get_application_model
from oauth2_provider.scopes import get_scopes_backend
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import InvalidRequestError

from yibao.kernel import proof
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...data.channels import CHANNEL_LIMITS, consent_to
from ...models import Channel
from ...selectors import Standing
from ...services import channels
from .. import problems


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request of an app that passed OAuth's own checks."""

    application: Any
    channel: Channel | None
    scopes: list[str]
    credentials: dict[str, Any]

    @property
    def name(self) -> str:
        """What the app is called."""
        return self.channel.name if self.channel else self.application.name

    @property
    def lines(self) -> tuple[str, ...]:
        """What it asks for, one plain line a scope."""
        words = get_scopes_backend().get_all_scopes()
        return tuple(words[scope] for scope in self.scopes)

    @property
    def origin(self) -> str:
        """Scheme and host to which the answer goes."""
        parts = urlsplit(self.credentials["redirect_uri"])
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


@method_decorator(for_insured, name="dispatch")
class AuthorizeView(OAuthLibMixin, View):
    """Who asks, what for, and two buttons; the answer goes back to the app's registered address.

    The form posts to the same address, so that what is decided on is what was checked: nothing of
    the request travels through fields of the page. Agreeing needs a fresh proof (T28), refusing
    does not.
    """

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is asked."""
        try:
            asked = self._asked(request)
        except OAuthToolkitError as error:
            return self._failed(request, error)
        standing = selectors.standing(request.user.person)
        if not self._may_connect(request, asked, standing):
            return _not_offered(request, asked)
        problem = _problem(standing)
        if problem is None and not _is_proved(request):
            return proof.ask(request)
        context = {
            "asked": asked,
            "problem": problem,
            "limits": CHANNEL_LIMITS,
            "holder": standing.person.masked_name,
            "place": standing.place,
        }
        response = render(request, "vouchers/authorize.html", context)
        # The browser may follow the answer of this form to the app and nowhere else.
        response._csp_update = {"form-action": [asked.origin]}
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tell the app what was decided."""
        try:
            asked = self._asked(request)
            if request.POST.get("decision") != "agree":
                return self._answer(request, asked, allow=False)
            return self._agree(request, asked)
        except OAuthToolkitError as error:
            return self._failed(request, error)

    def _agree(self, request: HttpRequest, asked: _Asked) -> HttpResponse:
        standing = selectors.standing(request.user.person)
        if not self._may_connect(request, asked, standing):
            return _not_offered(request, asked)
        if _problem(standing) is not None:
            return redirect(request.get_full_path())
        if not _is_proved(request):
            raise PermissionDenied("proof")
        with transaction.atomic():
            text = consent_to(asked.name, asked.lines)
            channels.agree(by=request.user, channel=asked.channel, scopes=asked.scopes, text=text)
            return self._answer(request, asked, allow=True)

    def _asked(self, request: HttpRequest) -> _Asked:
        scopes, credentials = self.validate_authorization_request(request)
        if credentials.get("code_challenge_method") != "S256":
            # The provider refuses a plain challenge only after the person has agreed.
            wrong = InvalidRequestError("code_challenge_method", state=credentials["state"])
            raise OAuthToolkitError(wrong, redirect_uri=credentials["redirect_uri"])
        application = get_application_model().objects.get(client_id=credentials["client_id"])
        channel = selectors.channels.of_client(application)
        return _Asked(application, channel, list(scopes), credentials)

    def _may_connect(self, request: HttpRequest, asked: _Asked, standing: Standing) -> bool:
        """A channel of this world that the person's area has switched on (P9)."""
        if asked.channel is None or asked.application.tenant_id != request.user.tenant_id:
            return False
        return selectors.channels.abilities(asked.channel, standing.region).show

    def _answer(self, request: HttpRequest, asked: _Asked, *, allow: bool) -> HttpResponse:
        address, _, _, _ = self.create_authorization_response(
            request=request,
            scopes=" ".join(asked.scopes),
            credentials=asked.credentials,
            allow=allow,
        )
        return OAuth2ResponseRedirect(address, asked.application.get_allowed_schemes())

    def _failed(self, request: HttpRequest, error: OAuthToolkitError) -> HttpResponse:
        """Back to the app where its address is sure; else a page, and no way to a false address."""
        goes_back, found = self.error_response(error)
        if goes_back:
            return OAuth2ResponseRedirect(found["url"], settings.OAUTH2_PROVIDER[_SCHEMES])
        return render(request, "vouchers/authorize_refused.html", {"asked": None}, status=400)


_SCHEMES = "ALLOWED_REDIRECT_URI_SCHEMES"


def _problem(standing: Standing) -> problems.Problem | None:
    """Why nothing can be agreed to now: no voucher that may be shown, or none with a password."""
    found = problems.problem_of(standing)
    if found is not None or standing.voucher.pin_hash:
        return found
    text = "设好密码，才能确认是您本人同意。"
    return problems.Problem(
        "info", "医保码还没有设密码", text, reverse("vouchers:activate"), "去设密码"
    )


def _is_proved(request: HttpRequest) -> bool:
    return proof.is_fresh(request, settings.PROOF_SECONDS)


def _not_offered(request: HttpRequest, asked: _Asked) -> HttpResponse:
    return render(request, "vouchers/authorize_refused.html", {"asked": asked}, status=403)

"""The bank's side of OAuth: PKCE, state, the exchange and the renewal of tokens (RFC 9700)."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ..demo import keys
from ..demo.clients import DemoClient, client
from ..till.api import TIMEOUT, Answer

KEY = "bank_app"
SCOPES = ("me.profile", "me.voucher", "me.family")


def bank() -> DemoClient:
    """The bank's registration."""
    return client(KEY)


def callback_address(request: HttpRequest) -> str:
    """Where the answer comes back to: this host, as the visitor knows it."""
    return request.build_absolute_uri(reverse("sandbox:bank-callback"))


def begin(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """The address of the consent page, and what must be remembered until the answer."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": bank().client_id,
        "redirect_uri": callback_address(request),
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"{reverse('vouchers:authorize')}?{urlencode(query)}", {
        "state": state,
        "verifier": verifier,
    }


def fits(request: HttpRequest, kept: dict[str, Any]) -> bool:
    """Whether the answer belongs to the question, and comes from whom it was put to."""
    issuer = request.build_absolute_uri("/").rstrip("/")
    state = kept.get("state", "")
    return (
        bool(state)
        and secrets.compare_digest(request.GET.get("state", "").encode(), state.encode())
        and request.GET.get("iss", issuer) == issuer
    )


def exchange(request: HttpRequest, kept: dict[str, Any]) -> Answer:
    """Trade the code in."""
    return ask_token(
        grant_type="authorization_code",
        code=request.GET.get("code", ""),
        redirect_uri=callback_address(request),
        code_verifier=kept["verifier"],
    )


def renew(refresh_token: str) -> Answer:
    """Trade the refresh token in; a new one comes with the answer."""
    return ask_token(grant_type="refresh_token", refresh_token=refresh_token)


def ask_token(**form: str) -> Answer:
    """One call of the token address with the bank's own secret."""
    return send(
        "POST",
        "/oauth/token/",
        data=form,
        auth=(bank().client_id, keys.client_secret(KEY)),
    )


def send(method: str, path: str, **rest: Any) -> Answer:
    """One HTTP call; an answer without a body has an empty one."""
    address = settings.INTERNAL_BASE_URL.rstrip("/") + path
    try:
        reply = requests.request(method, address, timeout=TIMEOUT, allow_redirects=False, **rest)
        body = reply.json() if reply.content else {}
    except requests.JSONDecodeError:
        return Answer(reply.status_code, {"title": "应答不是 JSON"}, dict(reply.headers))
    except requests.RequestException as failure:
        title = "没有连上服务"
        return Answer(0, {"title": title, "detail": type(failure).__name__})
    return Answer(reply.status_code, body, dict(reply.headers))

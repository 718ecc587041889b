"""The addresses of the interface: read, authenticate, dispatch, answer, log."""

import time
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts.services import sandbox_limits
from yibao.kernel import faults, rates
from yibao.kernel.errors import (
    DomainError,
    IdempotencyInProgress,
    MethodNotAllowed,
    NotFound,
    ServiceBusy,
    TooManyRequests,
)

from . import addresses, reading, registry, tables, wire
from .data import Call, Envelope, FileReply, Kind
from .errors import AccessDenied, UnreadableMessage, WrongAddress
from .models import GatewayAccess, NumberForm, Variant
from .services import (
    authentication,
    dispatching,
    facts,
    library,
    messages,
    mobile_envelopes,
    sealed_bodies,
    sessions,
)

_JSON = "application/json; charset=utf-8"
_MOST_BYTES = 4 * 1024 * 1024
# A file of this size stays in memory: it may name people.
_MOST_FILE_BYTES = 2_621_440
_WINDOW = 60
# Numbers that may come before the sign-in.
_BEFORE_SIGN_IN = {"9001", "1162"}


@method_decorator(csrf_exempt, name="dispatch")
class GatewayView(View):
    """Every address of the interface, below ``/gateway/`` or at the root."""

    def post(self, request: HttpRequest, path: str) -> HttpResponse:
        """One message; what became of it is logged."""
        began = time.monotonic()
        talk = Talk(request, path)
        response = talk.answer()
        ms = round((time.monotonic() - began) * 1000)
        # The log of calls of the portal points to it.
        request.kept_message = messages.keep(
            by=None, spoken=talk.spoken(response, ms), source=request.META.get("REMOTE_ADDR", "")
        )
        return response

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Only POST."""
        refusal = MethodNotAllowed()
        return HttpResponse(
            _plain(refusal), status=405, content_type=_JSON, headers={"Allow": "POST"}
        )


class Talk:
    """One request while it is worked on; remembers what the log wants to know."""

    def __init__(self, request: HttpRequest, path: str) -> None:
        self.request, self.path = request, path
        self.raw = ""
        self.access: GatewayAccess | None = None
        self.variant = authentication.variant_of(request.headers)
        self.infno = self.msgid = ""
        self.refusal: DomainError | None = None
        self.file: bytes | None = None
        self.message: dict[str, Any] = {}
        self.plain = ""
        self.is_mobile = addresses.is_mobile(path)
        self.sealed: mobile_envelopes.Sealed | None = None

    def answer(self) -> HttpResponse:
        """The response; refusals of every kind are responses too."""
        try:
            return self._answer()
        except DomainError as refusal:
            return self._refuse(refusal)
        except OperationalError:
            return self._refuse(ServiceBusy())

    def spoken(self, response: HttpResponse, ms: int) -> messages.Spoken:
        """For the log."""
        is_text = response.get("Content-Type", "").startswith("application/json")
        said = response.content.decode() if is_text else "（文件）"
        return messages.Spoken(
            path=self.path,
            request=self.raw,
            answer=said,
            status=response.status_code,
            ms=ms,
            access=self.access,
            infno=self.infno,
            msgid=self.msgid,
            infcode=_infcode(said),
            refusal=self.refusal,
            facts=self._facts(said),
        )

    def _facts(self, said: str) -> facts.Facts:
        """Only of callers that showed who they are: a stranger's words are kept masked only."""
        if self.access is None:
            return facts.Facts()
        return facts.of(by=None, message=self.message, answer=self.plain or said)

    def _answer(self) -> HttpResponse:
        if addresses.is_library(self.path):
            return self._library()
        if self.is_mobile:
            return self._mobile()
        address = addresses.of(self.path)
        if address is None:
            raise NotFound
        message = self.message = reading.document(self._body())
        if address.numbers == ("1162",) and "infno" not in message:
            return self._library(message)
        self.infno = reading.peek(message, "infno")[:10]
        self.msgid = reading.peek(message, "msgid")[:30]
        self.access = authentication.caller(by=None, headers=self.request.headers, message=message)
        return self._performed(message, address)

    def _mobile(self) -> HttpResponse:
        """The sealed envelope of the mobile-payment centre; opened, it is a message like others."""
        outer = reading.document(self._body())
        infno = addresses.mobile_number(self.path, reading.peek(outer, "transType"))
        if infno is None:
            raise NotFound
        self.infno = infno
        self.sealed = mobile_envelopes.opened(by=None, outer=outer, infno=infno)
        self.access, self.message = self.sealed.access, self.sealed.message
        self.msgid = self.message["msgid"]
        return self._performed(self.message, addresses.Address((infno,)))

    def _performed(self, message: dict[str, Any], address: addresses.Address) -> HttpResponse:
        self._admit()
        call, entry = self._call(message, address)
        faults.admit(self.access.client.tenant, commits=entry.kind is not Kind.READ)
        reply = dispatching.perform(by=self.access.client, call=call, entry=entry)
        self.refusal = call.told[-1] if call.told else None
        return self._sent(reply)

    def _call(self, message: dict[str, Any], address: addresses.Address) -> tuple[Call, Any]:
        envelope = reading.envelope(message)
        if not address.fits(envelope.infno):
            raise WrongAddress(infno=envelope.infno)
        entry = registry.entry_of(envelope.infno)
        self._require_sign_in(envelope)
        call = Call(
            by=self.access.client,
            institution=self.access.client.institution,
            infno=envelope.infno,
            msgid=envelope.msgid,
            envelope=envelope,
            data=reading.nodes(message, tables.table(envelope.infno)),
            access=self.access,
            fingerprint=reading.fingerprint(message),
            file=self.file,
        )
        return call, entry

    def _library(self, message: dict[str, Any] | None = None) -> HttpResponse:
        """The library's own form, without our envelope."""
        asked = message if message is not None else reading.document(self._body())
        self.message, self.infno = asked, "1162"
        client_of = {"fixmedins_code": library.org_of(asked)}
        self.access = authentication.caller(
            by=None, headers=self.request.headers, message=client_of
        )
        self._admit()
        reply, self.refusal = library.answer(
            by=self.access.client, institution=self.access.client.institution, asked=asked
        )
        return HttpResponse(reply, content_type=_JSON)

    def _require_sign_in(self, envelope: Envelope) -> None:
        if self.is_mobile or not self.access.needs_sign_in or envelope.infno in _BEFORE_SIGN_IN:
            return
        client = self.access.client
        sessions.require(by=client, institution=client.institution, sign_no=envelope.sign_no)

    def _admit(self) -> None:
        """From where, and how often: the limit of the partner interface, counted together (T78)."""
        address = self.request.META.get("REMOTE_ADDR", "")
        authentication.require_address(by=None, access=self.access, address=address)
        hits = rates.hit(f"api:{self.access.client_id}", seconds=_WINDOW)
        if hits > settings.API_REQUESTS_PER_MINUTE:
            raise TooManyRequests(retry_after=rates.seconds_left(_WINDOW))
        sandbox_limits.count(by=self.access.client, tenant=self.access.client.tenant)

    def _body(self) -> bytes:
        """The JSON text: the body, or the part ``jsonStr`` beside a file (9101)."""
        length = self.request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isascii() and length.isdigit() else 0
        is_form = self.request.content_type == "multipart/form-data"
        if size > (_MOST_FILE_BYTES if is_form else _MOST_BYTES):
            raise UnreadableMessage(reason="报文太大，请分几次发送。")
        if not is_form:
            raw = self.request.read(_MOST_BYTES + 1)
            self.raw = raw.decode("utf-8", "replace")
            return raw
        self.raw = self.request.POST.get("jsonStr", "")
        sent = self.request.FILES.get("file")
        self.file = sent.read() if sent is not None else None
        return self.raw.encode("utf-8", "replace")

    def _sent(self, reply: bytes | FileReply) -> HttpResponse:
        if isinstance(reply, FileReply):
            response = HttpResponse(reply.content, content_type="application/octet-stream")
            response["Content-Disposition"] = f'attachment; filename="{reply.filename}"'
            return response
        self.plain = reply.decode()
        if self.sealed is not None:
            return HttpResponse(self._sealed(reply), content_type=_JSON)
        if self.access is not None and self.access.variant == Variant.SM_BODY:
            reply = sealed_bodies.seal_reply(by=None, access=self.access, body=reply)
        elif self.access is not None and self.access.numbers == NumberForm.TEXT:
            reply = wire.numbers_as_text(reply)
        return HttpResponse(reply, content_type=_JSON)

    def _sealed(self, body: bytes) -> bytes:
        return wire.dump(mobile_envelopes.reply(by=None, sealed=self.sealed, body=body))

    def _refuse(self, refusal: DomainError) -> HttpResponse:
        """Of the gateway: its own form and status; of a rule: 200 with ``infcode`` -1."""
        self.refusal = refusal
        status = _status_of(refusal)
        if isinstance(refusal, AccessDenied) and (self.variant or self.is_mobile):
            return HttpResponse(_plain(refusal), status=401, content_type=_JSON)
        region = self.access.region if self.access else ""
        body = dispatching.refusal_body(refusal, region=region)
        if self.sealed is not None:
            body = self._sealed(body)
        response = HttpResponse(body, status=status, content_type=_JSON)
        if status in (429, 503):
            response["Retry-After"] = str(refusal.extra.get("retry_after", 2))
        return response


def _status_of(refusal: DomainError) -> int:
    """What a client repeats by itself; everything else is an answer."""
    if isinstance(refusal, TooManyRequests):
        return 429
    if isinstance(refusal, NotFound):
        return 404
    is_busy = refusal.status >= 500 or isinstance(refusal, IdempotencyInProgress)
    return 503 if is_busy else 200


def _plain(refusal: DomainError) -> bytes:
    words = dispatching.sentence(refusal)
    return wire.dump({"code": refusal.status, "message": words, "success": False})


def _infcode(said: str) -> int | None:
    if said.startswith('{"infcode":0'):
        return 0
    return -1 if said.startswith('{"infcode":-1') else None

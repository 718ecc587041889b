"""Going live: asked with a report, addresses and a callback that answers; decided by the bureau."""

import json
import secrets
from typing import Any

from django.db import transaction

from accounts.services import client_keys
from yibao.kernel import clock, working_days
from yibao.webhooks.services import outward

from .. import selectors
from ..data import GREEN_FOR, LIVE_DAYS, LiveWish
from ..errors import CallbackWrong, NoGreenReport
from ..models import Vendor
from ..states import VendorState
from .vendor_moves import moved

#: What the body of the question is called, and how much of the answer is read.
CHECK_TYPE, _KEPT = "portal.callback_check", 2048


def ask(*, by: Any, vendor: Vendor, wish: LiveWish) -> Vendor:
    """Ask to go live with the newest conformance report; answered within five working days.

    ``wish.networks`` are the addresses that the live system will call from; ``wish.callback`` may
    be empty, else it has to answer now (``check_callback``). Never call it inside a transaction.
    Raises ``portal.no_green_report``, ``portal.vendor_state``, ``portal.callback``,
    ``webhook.address_refused``, ``accounts.client_key.network``.
    """
    networks = client_keys.parsed_networks(by=by, text=wish.networks)
    if selectors.green_report(vendor) is None:
        raise NoGreenReport(days=GREEN_FOR.days)
    if wish.callback:
        check_callback(by=by, url=wish.callback)
    moment = clock.now()
    with transaction.atomic():
        row = moved(
            by=by, vendor=vendor, to=VendorState.LIVE_ASKED, answer="",
            contact_name=wish.contact_name, contact_phone=wish.contact_phone,
            live_networks=networks, live_callback=wish.callback, live_asked_at=moment,
            live_due_at=working_days.due_at(moment, LIVE_DAYS),
        )  # fmt: skip
        return _with_report(row)


def check_callback(*, by: Any, url: str) -> None:
    """Ask an address whether it is the vendor's: it has to send the challenge back.

    Body ``{"type": "portal.callback_check", "challenge": "…"}``; wanted is a 2xx whose body holds
    the value. Raises ``webhook.address_refused``, ``portal.callback``.
    """
    outward.check(by=by, url=url)
    challenge = secrets.token_urlsafe(18)
    body = json.dumps({"type": CHECK_TYPE, "challenge": challenge}).encode()
    headers = {"Content-Type": "application/json"}
    answer = outward.post(by=by, url=url, headers=headers, body=body, keep=_KEPT)
    if answer.status is None:
        raise CallbackWrong(why="没有应答")
    if not 200 <= answer.status < 300:
        raise CallbackWrong(why=f"应答是 {answer.status}")
    if challenge not in answer.text:
        raise CallbackWrong(why="应答里没有 challenge 的值")


def grant(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """The bureau agrees; a newer report that is not green speaks against it.

    Raises ``portal.no_green_report``, ``portal.vendor_state``.
    """
    with transaction.atomic():
        return _with_report(moved(by=by, vendor=vendor, to=VendorState.LIVE, answer=answer))


def give_back(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """Something is missing; ``answer`` says what. Raises ``portal.vendor_state``."""
    return moved(by=by, vendor=vendor, to=VendorState.TRYING, answer=answer)


def _with_report(row: Vendor) -> Vendor:
    """Note which report lets the vendor ask; without one the step is undone."""
    report = selectors.green_report(row)
    if report is None:
        raise NoGreenReport(days=GREEN_FOR.days)
    row.live_report = report.ref
    row.save(update_fields=["live_report"])
    return row

"""What settlement does for the outbox and answers to lower apps."""

from typing import Any

from django.dispatch import receiver

from accounts.data import OpenMatter
from accounts.events import export_wanted, open_matters_wanted
from vouchers.data import ScanResult
from vouchers.events import payer_scan_asked, scan_result_wanted
from yibao.kernel import outbox
from yibao.kernel.portable import Section

from .selectors import matters, own_data, scans
from .services import messages, payers
from .services.refunds import REFUNDED_TOPIC
from .services.reversals import REVERSED_TOPIC
from .services.settlements import SETTLED_TOPIC


@receiver(scan_result_wanted)
def tell_what_became_of_it(sender: Any, scan: Any, **_: Any) -> ScanResult | None:
    """A scan leads to a visit and the visit to a bill."""
    return scans.result_of(scan)


@receiver(payer_scan_asked)
def refuse_a_payer_without_a_visit(sender: Any, institution: Any, visit_id: str, **_: Any) -> None:
    """A code is not used up for a visit that cannot take its money (T09, P113)."""
    payers.check_visit(by=None, institution=institution, visit_id=visit_id)


@receiver(open_matters_wanted, dispatch_uid="settlement.open_matters")
def name_what_is_open(sender: Any, user: Any, person: Any, **_: Any) -> list[OpenMatter]:
    """Nobody leaves while a bill or a payment is under way."""
    return matters.open_matters(person) if person is not None else []


@receiver(export_wanted, dispatch_uid="settlement.export")
def give_own_data(sender: Any, user: Any, person: Any, **_: Any) -> list[Section]:
    """Visits, bills, refunds, the books and the cards."""
    return own_data.sections_of(person) if person is not None else []


@outbox.handles(SETTLED_TOPIC)
def tell_the_payers(payload: dict[str, Any]) -> None:
    """Patient and relatives learn of the bill (P191)."""
    messages.settled(by=None, settlement_id=payload["settlement"])


@outbox.handles(REFUNDED_TOPIC)
def tell_of_the_refund(payload: dict[str, Any]) -> None:
    """Everybody who gets money back learns of it."""
    messages.refunded(by=None, refund_id=payload["refund"])


@outbox.handles(REVERSED_TOPIC)
def tell_of_the_reversal(payload: dict[str, Any]) -> None:
    """A bill that was undone is announced as undone."""
    messages.reversed_(by=None, settlement_id=payload["settlement"])

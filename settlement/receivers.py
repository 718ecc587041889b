"""What settlement does for the outbox and answers to lower apps."""

from typing import Any

from django.dispatch import receiver

from accounts.data import ConsentKind, OpenMatter
from accounts.events import (
    account_closing,
    consent_kinds_wanted,
    export_wanted,
    open_matters_wanted,
)
from vouchers.data import ScanResult
from vouchers.events import payer_scan_asked, scan_result_wanted
from yibao.cases.events import case_decided
from yibao.cases.states import CaseState
from yibao.kernel import outbox
from yibao.kernel.portable import Section

from .data.agreements import CARD_PAYMENT
from .selectors import matters, own_data, scans
from .services import card_messages, card_refunds, cards, charge_plans, messages, payers
from .services.card_states import DOUBTED_TOPIC
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
    card_messages.settled(by=None, settlement_id=payload["settlement"])


@outbox.handles(REFUNDED_TOPIC)
def tell_of_the_refund(payload: dict[str, Any]) -> None:
    """Everybody who gets money back learns of it."""
    messages.refunded(by=None, refund_id=payload["refund"])


@outbox.handles(REVERSED_TOPIC)
def tell_of_the_reversal(payload: dict[str, Any]) -> None:
    """A bill that was undone is announced as undone."""
    messages.reversed_(by=None, settlement_id=payload["settlement"])


@outbox.handles(charge_plans.WAITING_TOPIC)
def ask_the_holder(payload: dict[str, Any]) -> None:
    """A payment above the holder's limits waits on the phone."""
    card_messages.waiting(by=None, charge_id=payload["charge"])


@outbox.handles(card_refunds.SEND_TOPIC)
def send_to_the_card(payload: dict[str, Any]) -> None:
    """The first try at once; silence is healed by the task."""
    card_refunds.work(by=None, refund_id=payload["card_refund"])


@outbox.handles(card_refunds.DONE_TOPIC)
def tell_of_the_card(payload: dict[str, Any]) -> None:
    """Money reached the card, or somebody must transfer it."""
    card_messages.refund_moved(by=None, card_refund_id=payload["card_refund"])


@outbox.handles(DOUBTED_TOPIC)
def tell_of_doubt(payload: dict[str, Any]) -> None:
    """The card must be checked again."""
    card_messages.doubted(by=None, card_id=payload["card"])


@outbox.handles(cards.UNBIND_TOPIC)
def void_the_token(payload: dict[str, Any]) -> None:
    """The bank forgets an unbound card."""
    cards.void_token(by=None, card_id=payload["card"])


@receiver(case_decided, dispatch_uid="settlement.card_refund")
def note_transfer_by_hand(sender: Any, case: Any, state: str, **_: Any) -> None:
    """Finance transferred what the bank could not give back (P173)."""
    if case.case_type == card_refunds.CASE_TYPE and state == CaseState.APPROVED:
        card_refunds.paid_out(by=case.reviewer, ref=case.subject)


@receiver(account_closing, dispatch_uid="settlement.account_closing")
def unbind_cards(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Nothing is charged to somebody who has left."""
    if person is not None:
        cards.end_all(by=by, person=person)


@receiver(consent_kinds_wanted, dispatch_uid="settlement.consent_kinds")
def name_consents(sender: Any, **_: Any) -> tuple[ConsentKind, ...]:
    """Payment by card, in words."""
    return (
        ConsentKind(
            kind=CARD_PAYMENT.kind,
            title="用银行卡付",
            purpose="结算时，自己付的部分从默认银行卡里扣",
            effects=("在医院、药店结算时，不再从银行卡扣款", "自己付的部分要用现金付"),
            keeps="银行卡还绑着，以前的退费仍退回原卡。随时可以在“银行卡”页面重新开通。",
            texts=(CARD_PAYMENT,),
        ),
    )

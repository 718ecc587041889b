"""What settlement does for the outbox and answers to lower apps."""

from typing import Any

from django.dispatch import receiver

from accounts.data import ConsentKind, OpenMatter
from accounts.events import (
    account_closing,
    consent_kinds_wanted,
    export_wanted,
    insurance_changed,
    open_matters_wanted,
    person_died,
)
from family.events import payer_account_wanted
from vouchers.data import ScanResult
from vouchers.events import payer_scan_asked, scan_result_wanted
from yibao.cases import four_eyes
from yibao.cases.events import Involved, case_decided, involved_wanted
from yibao.cases.states import CaseState
from yibao.kernel import outbox
from yibao.kernel.portable import Section

from .data.agreements import CARD_PAYMENT
from .selectors import accounts, disputes, matters, offline, own_data, remote, scans
from .services import (
    aid_messages,
    card_messages,
    card_refunds,
    cards,
    charge_plans,
    closed_accounts,
    filings,
    messages,
    offline_checks,
    offline_messages,
    payer_words,
    payers,
    premium_messages,
    premium_steps,
    wallet_messages,
    wallets,
)
from .services import disputes as doubts
from .services.card_states import DOUBTED_TOPIC
from .services.refunds import REFUNDED_TOPIC
from .services.reversals import REVERSED_TOPIC
from .services.settlements import SETTLED_TOPIC

# What is decided here moves money: two people agree (P181).
four_eyes.need_two(card_refunds.CASE_TYPE)
# "The bill is right" is a no to who asked: two people say it (settled 18).
four_eyes.refuse_by_two(doubts.CASE_TYPE)
four_eyes.refuse_by_two(filings.CASE_TYPE)
# Settled beyond the cap that keeps passes without a network small: two people (feature 21).
four_eyes.need_two(offline_checks.CASE_TYPE)


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


@outbox.handles(payer_words.ASKED_TOPIC)
def ask_the_payer(payload: dict[str, Any]) -> None:
    """A relative's yes is waited for at a till (P113)."""
    aid_messages.asked(by=None, word_id=payload["word"])


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
    premium_steps.card_came_back(by=None, card_refund_id=payload["card_refund"])


@outbox.handles(premium_steps.MOVED_TOPIC)
def tell_of_the_premium(payload: dict[str, Any]) -> None:
    """Payer, insured and relatives learn what became of a premium (P172)."""
    premium_messages.moved(by=None, premium_id=payload["premium"], state=payload["state"])


@outbox.handles(wallets.MOVED_TOPIC)
def tell_of_the_transfer(payload: dict[str, Any]) -> None:
    """Both sides learn what became of money for a wallet (P99, P191)."""
    wallet_messages.moved(by=None, transfer_id=payload["transfer"], state=payload["state"])


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
    doubts.forget(by=by, user=user)


@receiver(person_died, dispatch_uid="settlement.person_died")
def close_accounts_of_the_dead(sender: Any, person: Any, by: Any, **_: Any) -> None:
    """What the dead held waits for the heirs (P39, P118)."""
    wallets.died(by=by, person=person)
    closed_accounts.died(by=by, person=person)


@receiver(insurance_changed, dispatch_uid="settlement.insurance_changed")
def follow_the_insurance(sender: Any, persons: Any, by: Any, **_: Any) -> None:
    """An account whose insurance moved away is closed, and filings of the old place end (P163)."""
    closed_accounts.insurance_changed(by=by, persons=persons)
    filings.insurance_changed(by=by, persons=persons)


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


@receiver(case_decided, dispatch_uid="settlement.filing")
def carry_out_filing(sender: Any, case: Any, state: str, **_: Any) -> None:
    """An officer decided on 异地就医备案."""
    if case.case_type == filings.CASE_TYPE:
        filings.decide(by=case.reviewer, case=case, is_approved=state == CaseState.APPROVED)


@receiver(involved_wanted, dispatch_uid="settlement.filing_involved")
def name_who_is_filed_for(sender: Any, case: Any, **_: Any) -> Involved | None:
    """Nobody decides about an own or a relative's care elsewhere (T32)."""
    return remote.involved(case) if case.case_type == filings.CASE_TYPE else None


@receiver(case_decided, dispatch_uid="settlement.dispute")
def answer_doubt(sender: Any, case: Any, **_: Any) -> None:
    """An officer's word about a bill takes effect."""
    if case.case_type == doubts.CASE_TYPE:
        doubts.answer(by=case.reviewer, case=case)


@receiver(involved_wanted, dispatch_uid="settlement.dispute_involved")
def name_who_is_in_the_bill(sender: Any, case: Any, **_: Any) -> Involved | None:
    """Patient, asker and payers decide nothing about the doubt (T32)."""
    return disputes.involved(case) if case.case_type == doubts.CASE_TYPE else None


@receiver(case_decided, dispatch_uid="settlement.offline")
def carry_out_offline(sender: Any, case: Any, **_: Any) -> None:
    """Officers decided on a bill that was taken without a network."""
    if case.case_type == offline_checks.CASE_TYPE:
        offline_checks.decide(by=case.reviewer, case=case)


@receiver(involved_wanted, dispatch_uid="settlement.offline_involved")
def name_who_was_there(sender: Any, case: Any, **_: Any) -> Involved | None:
    """Nobody decides about an own bill (T32)."""
    return offline.involved(case) if case.case_type == offline_checks.CASE_TYPE else None


@outbox.handles(offline_checks.CHECKED_TOPIC)
def tell_of_offline_bill(payload: dict[str, Any]) -> None:
    """The person learns of a difference, an inquiry or a refusal (feature 21)."""
    offline_messages.checked(
        by=None, offline_bill_id=payload["offline_bill"], state=payload["state"]
    )


@receiver(payer_account_wanted, dispatch_uid="settlement.payer_account")
def tell_of_account(sender: Any, person: Any, **_: Any) -> str:
    """Whether the personal account can be shared (P95, settled 7)."""
    return accounts.trouble(person)

"""What vouchers does when something happens to an account."""

from typing import Any

from django.dispatch import receiver

from accounts.data import ConsentKind
from accounts.events import (
    account_closing,
    account_recovered,
    consent_kinds_wanted,
    consent_withdrawn,
    export_wanted,
    person_died,
)
from yibao.cases.events import Involved, case_decided, involved_wanted
from yibao.kernel.portable import Section

from . import rules, selectors
from .data.agreement import KIND
from .selectors import consent_words, own_data
from .services import closing, presences, receipts, reissuing


@receiver(account_recovered, dispatch_uid="vouchers.account_recovered")
def kill_codes(sender: Any, user: Any, by: Any, **_: Any) -> None:
    """Every code that the lost device still shows is dead (T16, P38)."""
    voucher = selectors.voucher_of(user.person)
    if voucher is not None:
        reissuing.renew(by=by, voucher=voucher)


@receiver(account_closing, dispatch_uid="vouchers.account_closing")
def close_voucher(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Nobody shows the code of somebody who has left."""
    voucher = selectors.voucher_of(person) if person else None
    if voucher is not None:
        closing.close(by=by, voucher=voucher, reason=rules.ACCOUNT_CLOSED)
        closing.forget_phones(by=by, person=person)


@receiver(person_died, dispatch_uid="vouchers.person_died")
def close_of_the_dead(sender: Any, person: Any, by: Any, **_: Any) -> None:
    """Use after death is impersonation (P39)."""
    voucher = selectors.voucher_of(person)
    if voucher is not None:
        closing.close(by=by, voucher=voucher, reason=rules.DEATH)


@receiver(consent_withdrawn, dispatch_uid="vouchers.consent_withdrawn")
def close_without_agreement(sender: Any, user: Any, kind: str, by: Any, **_: Any) -> None:
    """Without the agreement there is no voucher (P11)."""
    voucher = selectors.voucher_of(user.person) if kind == KIND and user.person_id else None
    if voucher is not None:
        closing.close(by=by, voucher=voucher, reason=rules.AGREEMENT_WITHDRAWN)


@receiver(consent_kinds_wanted, dispatch_uid="vouchers.consent_kinds")
def name_consents(sender: Any, **_: Any) -> tuple[ConsentKind, ...]:
    """The agreement and the channels, in words."""
    return consent_words.kinds()


@receiver(export_wanted, dispatch_uid="vouchers.export")
def give_own_data(sender: Any, user: Any, person: Any, **_: Any) -> list[Section]:
    """Voucher, codes, scans, channels, acts at the counter."""
    return own_data.sections_of(user, person)


@receiver(case_decided, dispatch_uid="vouchers.not_me")
def tell_of_report(sender: Any, case: Any, **_: Any) -> None:
    """Somebody decided on a scan that its owner disowned."""
    if case.case_type == receipts.CASE_TYPE:
        receipts.tell_decision(by=case.reviewer, case=case)


@receiver(involved_wanted, dispatch_uid="vouchers.involved")
def name_involved_in_scan(sender: Any, case: Any, **_: Any) -> Involved | None:
    """Whose code was scanned decides nothing about the scan (T32)."""
    if case.case_type not in (receipts.CASE_TYPE, presences.CASE_TYPE):
        return None
    return Involved.of({selectors.owner_index_of(case.subject)})

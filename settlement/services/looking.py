"""A relative looked at somebody's money: noted, so that the person reads of it (feature 62)."""

from typing import Any

from yibao.audit import services as audit


def note_balance(*, by: Any, person: Any) -> None:
    """Balance and yearly total were shown to a family holder."""
    audit.record("settlement.member.balance_viewed", by=by, subject=person)


def note_bills(*, by: Any, person: Any) -> None:
    """Bills were shown to a family holder, or taken along as a file."""
    audit.record("settlement.member.bills_viewed", by=by, subject=person)


def note_statement(*, by: Any, account: Any, form: str = "page") -> None:
    """Staff read an account's statement; a holder reads of it on the own page (T94)."""
    subject = account.person or account
    data = {"account": str(account.pk), "form": form}
    audit.record("settlement.account.statement_viewed", by=by, subject=subject, data=data)

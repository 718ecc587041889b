"""The one way to move money in the books (I1–I4).

Postings go through the SQL function ``settlement_post``, which runs with the owner's rights: the
application itself cannot write entries or balances.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from psycopg import errors as pg

from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.ids import new_id

from ..errors import BalanceTooSmall
from ..models import LedgerAccount

if TYPE_CHECKING:
    from accounts.models import Person

_POST = "SELECT settlement_post(%s, %s, %s, %s, %s, %s, %s::jsonb)"
CARD_CODE = "card-processor"
_BALANCE_CHECK = "settlement_ledgeraccount_balance_is_not_negative"


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg in 分: money leaves an account by debit and reaches it by credit."""

    account_id: UUID
    debit_fen: int = 0
    credit_fen: int = 0


def post(
    *,
    by: Any,
    tenant_id: int,
    kind: str,
    business: str,
    legs: Iterable[Leg],
    settlement_id: UUID | None = None,
) -> UUID:
    """Write one balanced posting; empty legs are left out. Returns the posting's id.

    ``business`` names the fact (``settlement:<id>``) and is unique, so that a repeat fails. Raises
    ``BalanceTooSmall``; an unbalanced posting fails at commit (I1).
    """
    entries = [
        {"account": str(leg.account_id), "debit": leg.debit_fen, "credit": leg.credit_fen}
        for leg in legs
        if leg.debit_fen or leg.credit_fen
    ]
    debit = sum(entry["debit"] for entry in entries)
    if debit != sum(entry["credit"] for entry in entries):
        raise AssertionError("an unbalanced posting was built")
    posting_id = new_id()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                _POST,
                [
                    posting_id,
                    tenant_id,
                    kind,
                    business,
                    settlement_id,
                    clock.now(),
                    json.dumps(entries),
                ],
            )
    except IntegrityError as failure:
        _translate(failure)
        raise
    _sweep(by, tenant_id, business, [one["account"] for one in entries if one["credit"]])
    return posting_id


def _sweep(by: Any, tenant_id: int, business: str, credited: list[str]) -> None:
    """Money that reached a closed account waits for its holder: never cash, never another's (T64).

    The posting has locked the accounts; ``SUSPENSE`` accounts are locked last of all.
    """
    closed = LedgerAccount.objects.filter(
        pk__in=credited, closed_at__isnull=False, balance_fen__gt=0
    ).select_related("person")
    for account in closed.order_by("pk"):
        empty(by=by, account=account, business=f"sweep:{business}")


def empty(*, by: Any, account: LedgerAccount, business: str) -> UUID:
    """Move all that an account holds to its person's ``SUSPENSE`` account; it is locked."""
    waiting = suspense_account(by=by, person=account.person)
    return post(
        by=by,
        tenant_id=account.tenant_id,
        kind="sweep",
        business=f"{business}:{account.pk}",
        legs=[
            Leg(account.pk, debit_fen=account.balance_fen),
            Leg(waiting.pk, credit_fen=account.balance_fen),
        ],
    )


def suspense_account(*, by: Any, person: "Person") -> LedgerAccount:
    """Where the person's money waits that no open account can take (待领款)."""
    account, is_new = LedgerAccount.objects.get_or_create(
        tenant_id=person.tenant_id,
        kind=LedgerAccount.Kind.SUSPENSE,
        code=str(person.pk),
        defaults={"person": person, "is_tracked": True},
    )
    if is_new:
        audit.record(
            "settlement.suspense.opened", by=by, subject=account, tenant_id=person.tenant_id
        )
    return account


def _translate(failure: IntegrityError) -> None:
    cause = failure.__cause__
    if isinstance(cause, pg.CheckViolation) and cause.diag.constraint_name == _BALANCE_CHECK:
        raise BalanceTooSmall from failure


def personal_account(*, by: Any, person: "Person", is_activated: bool = True) -> LedgerAccount:
    """The person's account, opened at zero where there is none yet."""
    account, is_new = LedgerAccount.objects.get_or_create(
        tenant_id=person.tenant_id,
        kind=LedgerAccount.Kind.PERSONAL,
        code=str(person.pk),
        defaults={"person": person, "is_tracked": True, "is_activated": is_activated},
    )
    if is_new:
        audit.record(
            "settlement.account.opened", by=by, subject=account, tenant_id=person.tenant_id
        )
    return account


def plain_accounts(
    *, by: Any, tenant_id: int, wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], LedgerAccount]:
    """Accounts without a running balance by (kind, code); missing ones are opened."""
    found = _find(tenant_id, wanted)
    missing = wanted - set(found)
    if not missing:
        return found
    LedgerAccount.objects.bulk_create(
        [
            LedgerAccount(tenant_id=tenant_id, kind=kind, code=code)
            for kind, code in sorted(missing)
        ],
        ignore_conflicts=True,
    )
    return _find(tenant_id, wanted)


def _find(tenant_id: int, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], LedgerAccount]:
    rows = LedgerAccount.objects.filter(
        tenant_id=tenant_id,
        kind__in={kind for kind, _ in wanted},
        code__in={code for _, code in wanted},
    )
    by_key = {(row.kind, row.code): row for row in rows}
    return {key: by_key[key] for key in wanted if key in by_key}


def card_accounts(*, by: Any, tenant_id: int) -> tuple[LedgerAccount, LedgerAccount]:
    """What is held between bank and bills, and the clearing account at the bank.

    Held is what the bank took and no bill has used, and what a refund owes and the bank has not
    sent; clearing is, with the opposite sign, what the bank holds for us.
    """
    held, clearing = ("HELD", CARD_CODE), ("CARD_CLEARING", CARD_CODE)
    found = plain_accounts(by=by, tenant_id=tenant_id, wanted={held, clearing})
    return found[held], found[clearing]


def deposit(*, by: Any, person: "Person", amount_fen: int, business: str) -> UUID:
    """Credit account money (划入) to a person; ``business`` must be new."""
    with transaction.atomic():
        account = personal_account(by=by, person=person)
        key = ("CONTRIBUTIONS", "account_inflow")
        source = plain_accounts(by=by, tenant_id=person.tenant_id, wanted={key})[key]
        posting = post(
            by=by,
            tenant_id=person.tenant_id,
            kind="deposit",
            business=business,
            legs=[
                Leg(source.pk, debit_fen=amount_fen),
                Leg(account.pk, credit_fen=amount_fen),
            ],
        )
        audit.record(
            "settlement.account.credited",
            by=by,
            subject=account,
            tenant_id=person.tenant_id,
            data={"posting": str(posting), "amount_fen": amount_fen},
        )
    return posting

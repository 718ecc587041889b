"""Printed bills that anybody can check: the code on the paper, and what it proves (ux 10).

A code names one content of one bill: printed again unchanged it is the same code, after a refund a
new one, and the old paper shows as changed. Codes are random (76 bits) and look-ups are counted by
source, so that nobody finds bills by trying.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.selectors import sources
from yibao.audit import services as audit
from yibao.kernel import clock, rates
from yibao.kernel.errors import TooManyRequests

from ..models import Printout, Settlement
from ..models.amounts import AMOUNT_FIELDS
from ..rules import check_codes, identities
from ..selectors import printouts
from ..states import SettlementState

HOUR = 3600
#: A counter that checks papers all day needs about one a minute.
MOST_AN_HOUR = 60

GENUINE, CHANGED, UNDONE, UNKNOWN = "genuine", "changed", "undone", "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a paper is worth; of an unknown code nothing but that. ``total_fen`` as printed, 分."""

    state: str
    code: str
    name: str = ""
    place: str = ""
    at: datetime | None = None
    printed_at: datetime | None = None
    total_fen: int = 0
    no: str = ""


def of_bill(*, by: Any, bill: Settlement) -> Printout:
    """The printout of the bill as it stands; its code is made once for each content.

    What does not add up is not printed: raises ``IdentityBroken`` (P124–P134).
    """
    _prove(bill)
    digest = printouts.digest_of(bill)
    with transaction.atomic():
        row, is_new = Printout.objects.get_or_create(
            settlement=bill,
            sha256=digest,
            defaults={"code": _new_code(), "made_at": clock.now()},
        )
        if is_new:
            audit.record("settlement.printout.made", by=by, subject=row)
    return row


def _prove(bill: Settlement) -> None:
    header = {name: getattr(bill, f"{name}_fen") for name in AMOUNT_FIELDS}
    identities.check_header(
        header,
        [
            {"det_item_fee_sumamt": line.amount_fen}
            | {name: getattr(line, f"{name}_fen") for name in identities.LINE_PARTS}
            for line in bill.lines.all()
        ],
    )


def _new_code() -> str:
    return "".join(secrets.choice(check_codes.ALPHABET) for _ in range(check_codes.LENGTH))


def check(*, by: Any, code: str, source: str) -> Checked:
    """Whether a paper with this code is ours and still true; anybody may ask.

    Raises ``request.rate_limited`` after 60 in an hour from one place (T78).
    """
    _count(source)
    wanted = check_codes.tidy(code)
    row = printouts.find(wanted)
    if row is None:
        return Checked(UNKNOWN, wanted)
    Printout.objects.filter(pk=row.pk).update(checked=F("checked") + 1)
    bill = row.settlement
    return Checked(
        state=_state_of(row),
        code=row.code,
        name=bill.person.masked_name,
        place=bill.institution.name,
        at=bill.setl_time,
        printed_at=row.made_at,
        total_fen=bill.medfee_sumamt_fen,
        no=bill.setl_id,
    )


def _state_of(row: Printout) -> str:
    if row.settlement.state == SettlementState.REVERSED:
        return UNDONE
    return GENUINE if printouts.digest_of(row.settlement) == row.sha256 else CHANGED


def _count(source: str) -> None:
    if rates.hit(f"settlement.verify:{sources.index_of(source)}", seconds=HOUR) > MOST_AN_HOUR:
        raise TooManyRequests(retry_after=rates.seconds_left(HOUR))

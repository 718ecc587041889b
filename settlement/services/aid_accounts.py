"""Whose accounts may pay for somebody else's visit, in which order and how much (P93–P116).

Read before the accounts are locked: grants (held against their end, T66), the payers that the till
named, the rules of each payer's area on the day of the visit. Then, with the accounts, what each
may pay: the least of balance, what the payer keeps back, and the caps of payment, day and year.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from family import selectors as family
from family.data.aid import AidRules, AidUse
from family.services import aid_checks, grant_moves
from vouchers import selectors as vouchers
from yibao.kernel import clock

from ..models import LedgerAccount, Visit, VisitPayer
from ..states import PayerWordState
from . import aid_uses

NORMAL = "1"
PHARMACY = "2"
#: Relatives who say yes for once come behind those with a standing grant.
_LAST = 100_000


@dataclass(frozen=True, slots=True)
class Payer:
    """A relative's account that may be used; ``cap_fen`` is the most that it pays here (分).

    ``word`` is set where the payer has to say yes to the amount on the phone (P113).
    """

    account: LedgerAccount
    relation: str
    cap_fen: int | None
    grant_id: Any
    word: VisitPayer | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may pay, before the account is known."""

    payer: Any
    relation: str
    priority: int
    rules: AidRules
    grant: Any
    code_cap_fen: int | None
    word: VisitPayer | None = None


def use_of(*, by: Any, visit: Visit) -> str:
    """Which permission of a grant a visit needs (P106)."""
    is_pharmacy = visit.institution.fixmedins_type == PHARMACY
    return AidUse.PHARMACY if is_pharmacy else AidUse.CARE


def candidates(*, by: Any, visit: Visit, lock: bool) -> list[Candidate]:
    """Relatives who may pay for this visit.

    Where the till named payers by a second scan, only those. A patient whose insurance is not in
    its normal state gets no aid (P97), nor does one who showed no code but a pass (feature 21).
    """
    if visit.psn_insu_stas != NORMAL or visit.scan.offline_pass_id is not None:
        return []
    named = {row.person_id: row for row in _named(visit)}
    standing = _standing(by, visit, named, lock)
    words = _words(by, visit, named, {one.payer.pk for one in standing}, lock)
    return [*standing, *words]


def _named(visit: Visit) -> list[VisitPayer]:
    rows = visit.payers.select_related("scan__slip", "person__tenant", "grant")
    return list(rows.order_by("added_at", "pk"))


def _standing(by: Any, visit: Visit, named: dict[UUID, VisitPayer], lock: bool) -> list[Candidate]:
    rows = family.live_grants(visit.person_id, visit.service_date, use_of(by=by, visit=visit))
    if named:
        agreed = [pk for pk, row in named.items() if row.state != PayerWordState.REFUSED]
        rows = rows.filter(payer_id__in=agreed)
    if lock:
        grant_moves.hold(by=by, grant_ids=list(rows.values_list("pk", flat=True)))
    found = []
    for grant in rows.select_related("payer__tenant"):
        rules = family.aid_policies.of(grant.payer, visit.service_date)
        word = named.get(grant.payer_id)
        if word is None and rules.mode == "DOUBLE_SCAN":
            continue
        if grant.relation in rules.relations and _reaches(by, visit, grant.payer, rules):
            cap = _code_cap(word)
            found.append(Candidate(grant.payer, grant.relation, grant.priority, rules, grant, cap))
    return found


def _reaches(by: Any, visit: Visit, payer: Any, rules: AidRules) -> bool:
    return aid_checks.reaches(by=by, payer=payer, member=visit.person, aid=rules)


def _code_cap(word: VisitPayer | None) -> int | None:
    """What a printed code of the payer lets pay at most (settled 13)."""
    return None if word is None else vouchers.scan_limits(word.scan).account_fen


def _words(
    by: Any, visit: Visit, named: dict[UUID, VisitPayer], standing: set[UUID], lock: bool
) -> list[Candidate]:
    """Named payers without a standing grant: known kin who say yes to the amount (P113)."""
    asked = [
        row
        for pk, row in named.items()
        if pk not in standing and row.state not in (PayerWordState.STANDING, PayerWordState.REFUSED)
    ]
    if lock:
        held = [row.grant_id for row in asked if row.grant_id is not None]
        grant_moves.hold(by=by, grant_ids=held)
    found = []
    for number, row in enumerate(asked):
        kin = family.grants.kin_of(row.person, visit.person_id)
        rules = family.aid_policies.of(row.person, visit.service_date)
        if kin is None or not _may_say_yes(by, visit, row, rules):
            continue
        grant = _once(row)
        if row.state == PayerWordState.ACCEPTED and grant is None:
            continue  # it was ended after the yes
        cap = _code_cap(row)
        found.append(
            Candidate(row.person, kin.relation, _LAST + number, rules, grant, cap, word=row)
        )
    return found


def _may_say_yes(by: Any, visit: Visit, row: VisitPayer, rules: AidRules) -> bool:
    is_wanted = not rules.double_scan_needs_aid and rules.mode != "AUTO"
    is_welcome = not family.grants.is_blocked(visit.person_id, row.person_id)
    return is_wanted and is_welcome and _reaches(by, visit, row.person, rules)


def _once(row: VisitPayer) -> Any:
    """The grant that the payer's yes made, as it is now."""
    return None if row.grant_id is None else family.grants.once(row.grant_id)


def payers(
    *,
    by: Any,
    visit: Visit,
    found: list[Candidate],
    accounts: dict[Any, LedgerAccount],
    lock: bool,
) -> list[Payer]:
    """``in_order`` on the day of settling."""
    day = clock.today(visit.institution.tenant)
    return in_order(by=by, found=found, accounts=accounts, day=day, lock=lock)


def in_order(
    *,
    by: Any,
    found: list[Candidate],
    accounts: dict[Any, LedgerAccount],
    day: date,
    lock: bool,
) -> list[Payer]:
    """The candidates whose accounts can be used, in order (P111), with what each pays at most.

    Order: the stated priority, then the larger balance, then the name, then the id. Where the area
    lets only so many pay one bill (P112), those behind are left out.
    """
    usable = [(one, accounts.get(one.payer.pk)) for one in found]
    open_ = [(one, row) for one, row in usable if row and row.is_activated and not row.is_frozen]
    open_.sort(key=lambda pair: _rank(*pair))
    grant_ids = [one.grant.pk for one, _ in open_ if one.grant is not None]
    spent = aid_uses.spent(by=by, grant_ids=grant_ids, day=day, lock=lock)
    result: list[Payer] = []
    paying = 0
    for one, account in open_:
        most = one.rules.payers_per_settlement
        if most is not None and paying >= most:
            continue
        cap = _cap(by, one, account, spent)
        paying += min(account.balance_fen, account.balance_fen if cap is None else cap) > 0
        grant_id = None if one.grant is None else one.grant.pk
        result.append(Payer(account, one.relation, cap, grant_id, one.word))
    return result


def _rank(one: Candidate, account: LedgerAccount) -> tuple[int, int, str, str]:
    return one.priority, -account.balance_fen, one.payer.name, str(one.payer.pk)


def _cap(
    by: Any, one: Candidate, account: LedgerAccount, spent: dict[UUID, aid_uses.Spent]
) -> int | None:
    """The least of all limits in 分; None where only the balance limits."""
    limits = [one.code_cap_fen]
    kept = one.rules.least_keep_back_fen
    if one.grant is not None and one.word is None:
        used = spent[one.grant.pk]
        kept = max(kept, one.grant.keep_back_fen)
        limits += [
            one.grant.per_payment_cap_fen,
            aid_uses.left(by=by, cap_fen=one.grant.daily_cap_fen, used_fen=used.day_fen),
            aid_uses.left(by=by, cap_fen=one.grant.annual_cap_fen, used_fen=used.year_fen),
        ]
    if kept:
        limits.append(max(0, account.balance_fen - kept))
    return min((limit for limit in limits if limit is not None), default=None)

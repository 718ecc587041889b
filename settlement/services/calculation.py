"""From rows to the engine and back: what quotes, settlements and refunds share.

The case is built as a document first and read by the engine's own reader, so that every stored
calculation can be replayed by ``explain_settlement`` (P135).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from yibao.kernel import strictjson
from yibao.kernel.money import fen_text

from ..data import Breakdown
from ..models import FeeLine, LedgerAccount, PersonYear, PolicyPack, Visit
from ..rules import parse_case, settle
from ..selectors import packs, stays
from . import aid_accounts

NORMAL = "1"
RESTRICTED = "RESTRICTED"
PersonalKind = LedgerAccount.Kind.PERSONAL
_WALLET = LedgerAccount.Kind.WALLET


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that a calculation reads, loaded once and (for money) under lock."""

    visit: Visit
    lines: list[FeeLine]
    year: PersonYear | None
    counters: dict[str, int]
    own: LedgerAccount | None
    wallet: LedgerAccount | None
    payers: list[aid_accounts.Payer]
    pack: PolicyPack | None
    acct_used_flag: str
    dedc_left: int | None = None

    @property
    def fees_digest(self) -> str:
        """Digest of the fee lines; a quote is good for these lines only."""
        return digest_of(self.lines)


def digest_of(lines: Iterable[FeeLine]) -> str:
    """SHA-256 over what the engine reads of the lines."""
    return hashlib.sha256(strictjson.canonical([line_document(line) for line in lines])).hexdigest()


def load(visit: Visit, *, acct_used_flag: str, lock: bool) -> Situation:
    """Load in the fixed order of locks: yearly counters, grants, accounts by id, use of grants."""
    year = _year(visit, lock)
    counters = {row.name: row.used_fen for row in year.counters.all()} if year else {}
    found = (
        aid_accounts.candidates(by=None, visit=visit, lock=lock) if acct_used_flag == "2" else []
    )
    accounts, wallet = _accounts(visit, [one.payer.pk for one in found], lock)
    own = accounts.get(visit.person_id)
    return Situation(
        visit=visit,
        lines=list(visit.fee_lines.all()),
        year=year,
        counters=counters,
        own=own,
        wallet=wallet,
        payers=aid_accounts.payers(by=None, visit=visit, found=found, accounts=accounts, lock=lock),
        pack=packs.pack_on(visit.insuplc_admdvs, visit.service_date),
        acct_used_flag=acct_used_flag,
        dedc_left=stays.dedc_left(visit),
    )


def _year(visit: Visit, lock: bool) -> PersonYear | None:
    key = {
        "person_id": visit.person_id,
        "year": visit.service_date.year,
        "insutype": visit.insutype,
    }
    if not lock:
        return PersonYear.objects.prefetch_related("counters").filter(**key).first()
    PersonYear.objects.bulk_create([PersonYear(**key)], ignore_conflicts=True)
    return PersonYear.objects.select_for_update().get(**key)


def _accounts(
    visit: Visit, payer_ids: list[Any], lock: bool
) -> tuple[dict[Any, LedgerAccount], LedgerAccount | None]:
    """Personal accounts by person, and the patient's wallet where it is taken (P25, P99)."""
    asked = Q(kind=PersonalKind, person_id__in=[visit.person_id, *payer_ids])
    if visit.institution.accepts_wallet:
        asked |= Q(kind=_WALLET, person_id=visit.person_id)
    rows = LedgerAccount.objects.filter(asked, tenant_id=visit.tenant_id).order_by("id")
    if lock:
        rows = rows.select_for_update()
    found = list(rows)
    wallet = next((row for row in found if row.kind == _WALLET), None)
    return {row.person_id: row for row in found if row.kind == PersonalKind}, wallet


def line_document(line: Any, cnt: Any = None, *, amount_fen: int | None = None) -> dict[str, Any]:
    """One line of the case document from a fee line or what is left of a settled line."""
    limit = line.pric_uplmt_amt
    return {
        "id": line.feedetl_sn,
        "chrgitm_lv": line.chrgitm_lv,
        "cnt": _plain(cnt if cnt is not None else line.cnt),
        "pric": _plain(line.pric),
        "selfpay_prop": _plain(line.selfpay_prop),
        "pric_uplmt_amt": None if limit is None else _plain(limit),
        "det_item_fee_sumamt": fen_text(line.amount_fen if amount_fen is None else amount_fen),
    }


def _plain(value: Any) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def case_document(situation: Situation) -> dict[str, Any]:
    """The case as a document; payers are named by the position of use, never by person."""
    visit = situation.visit
    own = situation.own
    own_fen = 0 if own is None or own.is_frozen else own.balance_fen
    wallet = situation.wallet
    wallet_fen = 0 if wallet is None or wallet.is_frozen else wallet.balance_fen
    counters: dict[str, Any] = {
        name: fen_text(used) for name, used in sorted(situation.counters.items())
    }
    counters["stays"] = situation.year.stays if situation.year else 0
    return {
        "person": {
            "insutype": visit.insutype,
            "psn_type": visit.psn_type,
            "tags": list(visit.tags),
            "age": visit.age,
        },
        "institution": {
            "hosp_tier": visit.institution.hosp_tier,
            "fixmedins_type": visit.institution.fixmedins_type,
        },
        "visit": _visit_document(situation),
        "counters": counters,
        "acct_used_flag": situation.acct_used_flag,
        "accounts": {
            "own": fen_text(own_fen),
            **({"wallet": fen_text(wallet_fen)} if wallet_fen else {}),
            "payers": [
                {
                    "id": str(number),
                    "balance": fen_text(payer.account.balance_fen),
                    "cap": None if payer.cap_fen is None else fen_text(payer.cap_fen),
                }
                for number, payer in enumerate(situation.payers, start=1)
            ],
        },
        "lines": [line_document(line) for line in situation.lines],
    }


def _visit_document(situation: Situation) -> dict[str, Any]:
    """The visit; a later part of a stay says what the stay's deductible still asks (P144)."""
    visit = situation.visit
    document = {
        "med_type": visit.med_type,
        "date": visit.service_date.isoformat(),
        "remote": visit.remote,
    }
    if situation.dedc_left is None:
        return document
    return {**document, "dedc_left": fen_text(situation.dedc_left)}


def run(*, pack: PolicyPack | None, document: dict[str, Any], psn_insu_stas: str) -> Breakdown:
    """Run the engine; a suspended insurance has no benefits but keeps its account (P6)."""
    rules = packs.compiled(pack.pk) if pack else None
    if rules is not None and psn_insu_stas != NORMAL:
        rules = replace(rules, benefits=())
    breakdown = settle(rules, parse_case(document))
    if psn_insu_stas != NORMAL:
        return replace(breakdown, flags=(*breakdown.flags, RESTRICTED))
    return breakdown

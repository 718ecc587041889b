"""Answers: attributes to JSON, amounts as decimal text, nothing queried in here."""

from typing import Any

from yibao.kernel.clock import local
from yibao.kernel.masking import mask_name
from yibao.kernel.money import fen_text

from ..data.plan import fund_pay_type
from ..models import (
    FeeLine,
    Quote,
    Refund,
    Settlement,
    SettlementAttempt,
    SettlementPart,
    Visit,
    VisitPayer,
)
from ..models.amounts import AMOUNT_FIELDS
from ..selectors.refund_rules import kind_of
from ..states import AttemptState

KINDS = SettlementPart.Kind


def visit(row: Visit) -> dict[str, Any]:
    """A visit; ``remote`` is how it counts as remote care, whatever was claimed."""
    return {
        "visit_id": row.visit_id,
        "mdtrt_id": row.mdtrt_id,
        "status": row.state,
        "remote": row.remote,
    }


def visit_now(
    row: Visit, *, is_disowned: bool, attempt: SettlementAttempt | None
) -> dict[str, Any]:
    """A visit as it stands; ``disowned``: an owner of a scanned code said 不是我."""
    found = None if attempt is None else attempt_now(attempt)
    return {**visit(row), "disowned": is_disowned, "attempt": found}


def attempt_now(row: SettlementAttempt) -> dict[str, Any]:
    """A settle call: while it is PENDING, ``deadline_at`` is when it is closed by itself."""
    until = row.deadline_at if row.state == AttemptState.PENDING else None
    return {
        "idempotency_key": row.key,
        "state": row.state,
        "deadline_at": None if until is None else local(until).isoformat(timespec="seconds"),
        "refusal": row.refusal,
    }


def fee(line: FeeLine, warnings: tuple[str, ...]) -> dict[str, Any]:
    """A stored fee line with class, share and split."""
    limit = line.pric_uplmt_amt
    return {
        "feedetl_sn": line.feedetl_sn,
        "med_list_codg": line.med_list_codg,
        "chrgitm_lv": line.chrgitm_lv,
        "selfpay_prop": f"{line.selfpay_prop:.4f}",
        "pric_uplmt_amt": None if limit is None else f"{limit:.6f}",
        "det_item_fee_sumamt": fen_text(line.amount_fen),
        "fulamt_ownpay_amt": fen_text(line.fulamt_ownpay_amt_fen),
        "overlmt_selfpay": fen_text(line.overlmt_selfpay_fen),
        "preselfpay_amt": fen_text(line.preselfpay_amt_fen),
        "inscp_scp_amt": fen_text(line.inscp_scp_amt_fen),
        "warnings": list(warnings),
    }


def pack(row: Any) -> dict[str, Any] | None:
    """Which policy version ruled; null without one."""
    if row is None:
        return None
    return {"region": row.region, "version": row.version, "official": row.official}


def quote(row: Quote, payers: list[dict[str, Any]]) -> dict[str, Any]:
    """A quote with every field of P121, lines, payers and trace."""
    return {
        "quote_id": row.quote_id,
        "expires_at": local(row.expires_at).isoformat(timespec="seconds"),
        "setlinfo": row.breakdown["setlinfo"],
        "wallet_pay": row.breakdown.get("wallet_pay", "0.00"),
        "lines": row.breakdown["lines"],
        "funds": row.breakdown["funds"],
        "payers": payers,
        "trace": row.breakdown["trace"],
        "flags": row.breakdown["flags"],
        "pack": pack(row.pack),
    }


def payer(row: VisitPayer, visit_id: str) -> dict[str, Any]:
    """A named payer; ``expires_at`` is until when the phone is asked, null where it is not."""
    until = row.expires_at
    return {
        "visit_id": visit_id,
        "psn_name": row.person.masked_name,
        "state": row.state,
        "expires_at": None if until is None else local(until).isoformat(timespec="seconds"),
    }


def quote_payers(row: Quote, situation_payers: list[Any]) -> list[dict[str, Any]]:
    """Relatives that pay, masked; the balance left is theirs to know."""
    paid = {item["id"]: item["paid"] for item in row.breakdown["payers"]}
    return [
        {
            "relation": payer.relation,
            "psn_name": mask_name(payer.account.person.name),
            "paid": paid.get(str(number), "0.00"),
            "balance_after_hidden": True,
        }
        for number, payer in enumerate(situation_payers, start=1)
    ]


def setlinfo(row: Settlement) -> dict[str, str]:
    """The header of a bill."""
    info = {name: fen_text(getattr(row, f"{name}_fen")) for name in AMOUNT_FIELDS}
    info["dedc_std"] = fen_text(row.dedc_std_fen)
    info["pool_prop_selfpay"] = f"{row.pool_prop_selfpay:.4f}"
    info["balc"] = fen_text(row.balc_fen)
    return info


def funds(row: Settlement, parts: list[SettlementPart]) -> list[dict[str, str]]:
    """National fund list (P123)."""
    return [
        {
            "fund_pay_type": fund_pay_type(part.fund, row.visit.insutype),
            "fund": part.fund,
            "fund_payamt": fen_text(part.amount_fen),
        }
        for part in parts
        if part.kind == KINDS.FUND
    ]


def settled(row: Settlement, parts: list[SettlementPart], base: str) -> dict[str, Any]:
    """The answer to a settle call."""
    return {
        "setl_id": row.setl_id,
        "setl_time": local(row.setl_time).isoformat(timespec="seconds"),
        "status": row.state,
        "setlinfo": setlinfo(row),
        "funds": funds(row, parts),
        "balc": fen_text(row.balc_fen),
        "wallet_pay": fen_text(by_wallet(parts)),
        "receipt_url": f"{base}/bills/{row.setl_id}/",
        "card": card(parts),
    }


def by_wallet(parts: list[SettlementPart]) -> int:
    """What the own wallet paid inside ``self_acct_pay`` (P99); what is left in it is not told."""
    return sum(part.amount_fen for part in parts if part.kind == KINDS.WALLET)


def card(parts: list[SettlementPart]) -> dict[str, str] | None:
    """What a card paid of the cash part; null where none did."""
    for part in parts:
        if part.kind == KINDS.CARD:
            face = part.settlement.charge.card
            return {
                "issuer": face.issuer,
                "last_four": face.last_four,
                "amount": fen_text(part.amount_fen),
            }
    return None


def bill(row: Settlement) -> dict[str, Any]:
    """A bill in lists."""
    return {
        "setl_id": row.setl_id,
        "visit_id": row.visit.visit_id,
        "mdtrt_id": row.visit.mdtrt_id,
        "psn_no": row.person.psn_no,
        "status": row.state,
        "refd_setl_flag": "0" if row.state == "SETTLED" else "1",
        "idempotency_key": row.attempt.key,
        "setl_time": local(row.setl_time).isoformat(timespec="seconds"),
        "invono": row.invono,
        "setlinfo": setlinfo(row),
    }


def bill_detail(row: Settlement, *, agent_name: str) -> dict[str, Any]:
    """A bill with lines, sources and refunds (prefetched); ``agent_name`` masked (P90)."""
    parts = list(row.parts.all())
    return {
        **bill(row),
        "med_type": row.visit.med_type,
        "insutype": row.visit.insutype,
        "presence": row.visit.scan.presence or None,
        "agent_name": agent_name,
        "pack": pack(row.pack),
        "funds": funds(row, parts),
        "sources": [
            {
                "source": source_name(part),
                "amount": fen_text(part.amount_fen),
                "refunded": fen_text(part.refunded_fen),
            }
            for part in parts
        ],
        "lines": [
            {
                "feedetl_sn": line.feedetl_sn,
                "medins_list_name": line.name,
                "med_list_codg": line.med_list_codg,
                "chrgitm_lv": line.chrgitm_lv,
                "cnt": f"{line.cnt.normalize():f}",
                "pric": f"{line.pric:.6f}",
                "refunded_cnt": f"{line.refunded_cnt.normalize():f}",
                "det_item_fee_sumamt": fen_text(line.amount_fen),
                "fulamt_ownpay_amt": fen_text(line.fulamt_ownpay_amt_fen),
                "overlmt_selfpay": fen_text(line.overlmt_selfpay_fen),
                "preselfpay_amt": fen_text(line.preselfpay_amt_fen),
                "inscp_scp_amt": fen_text(line.inscp_scp_amt_fen),
            }
            for line in row.lines.all()
        ],
        "refunds": [refund(item) for item in row.refunds.all()],
    }


def source_name(part: SettlementPart) -> str:
    """Stable word for a source: the fund, own_account, wallet, aid_account, cash or card."""
    return part.fund if part.kind == KINDS.FUND else part.kind.lower()


def refund(row: Refund) -> dict[str, Any]:
    """A refund with negative amounts (P134); what came back, latest deduction first."""
    info = {name: fen_text(-getattr(row, f"{name}_fen")) for name in AMOUNT_FIELDS}
    parts = sorted(row.parts.all(), key=lambda item: -item.part.position)
    return {
        "refund_setl_id": row.refund_setl_id,
        "setl_id": row.settlement.setl_id,
        "refund_time": local(row.created_at).isoformat(timespec="seconds"),
        "refund_no": row.partner_no,
        "kind": kind_of(row),
        "is_reversal": row.is_reversal,
        "reason": row.reason,
        "setlinfo": info,
        "returned": [
            {"source": source_name(item.part), "amount": fen_text(item.amount_fen)}
            for item in parts
        ],
    }

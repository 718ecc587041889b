"""``setlinfo`` and ``setldetail`` of a quote, a bill or a refund."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from settlement.data.breakdown import FUNDS
from settlement.data.clearing import clr_type_of
from settlement.data.plan import fund_pay_type
from yibao.kernel.money import from_fen

from .. import identities
from ..data import Call
from . import amounts, codes

_PREFIX = "gateway:"
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Head:
    """What stands beside the amounts; ``balance`` in 分, ``number`` is the sender's own."""

    at: datetime
    number: str
    balance: int
    pool_share: Decimal
    setl_id: str = ""
    invono: str = ""


def head_of_bill(bill: Any) -> Head:
    """The head of a stored bill."""
    return Head(
        at=bill.setl_time,
        number=msgid_of(bill.attempt.key),
        balance=bill.balc_fen,
        pool_share=bill.pool_prop_selfpay,
        setl_id=bill.setl_id,
        invono=bill.invono,
    )


def info(call: Call, visit: Any, found: Mapping[str, int], head: Head) -> dict[str, Any]:
    """``setlinfo``: who, what kind of care, and every amount."""
    return {
        "mdtrt_id": visit.mdtrt_id,
        "setl_id": head.setl_id,
        **person(call, visit),
        "setl_time": head.at,
        **amounts.yuan(found),
        "pool_prop_selfpay": head.pool_share,
        "balc": from_fen(head.balance),
        "medins_setl_id": head.number,
        "clr_optins": visit.insuplc_admdvs,
        "clr_way": codes.clr_way(call.access),
        "clr_type": clr_type_of(visit.med_type),
        "invono": head.invono,
        "exp_content": "",
    }


def person(call: Call, visit: Any) -> dict[str, Any]:
    """The patient with the insurance that the visit was opened with."""
    return {
        **identities.base_of(by=call.by, person=visit.person),
        "insutype": visit.insutype,
        "psn_type": codes.psn_type(call.access, visit.psn_type),
        "cvlserv_flag": "1" if "civil_servant" in visit.tags else "0",
        "mdtrt_cert_type": codes.certificate_of(visit.scan.medium),
        "med_type": visit.med_type,
    }


def detail(visit: Any, found: Mapping[str, int], wallet: int) -> list[dict[str, Any]]:
    """``setldetail``: one row a source; the account and the hospital are sources too (3.1, 5).

    ``wallet`` (分) is the part of ``acct_pay`` that the own 医保钱包 paid; it has a row of its own,
    so that both rows together are ``acct_pay``.
    """
    sources = {fund_pay_type(name, visit.insutype): found[name] for name in FUNDS}
    sources[codes.ACCOUNT_FUND] = found["acct_pay"] - wallet
    sources[codes.WALLET_FUND] = wallet
    sources[codes.HOSPITAL_FUND] = found["hosp_part_amt"]
    return [
        {
            "fund_pay_type": code,
            "inscp_scp_amt": from_fen(found["inscp_scp_amt"]),
            "crt_payb_lmt_amt": from_fen(0),
            "fund_payamt": from_fen(fen),
            "fund_pay_type_name": codes.fund_name(code),
            "setl_proc_info": "",
        }
        for code, fen in sources.items()
        if fen
    ]


def msgid_of(key: str) -> str:
    """The message that settled, out of its key; bills of the other interface have their key."""
    return key.rsplit(":", 1)[-1] if key.startswith(_PREFIX) else key[:_LONGEST]

"""B3: the benefit engine against the same arithmetic written out by hand, without a trace."""

from decimal import ROUND_HALF_UP, Decimal

from settlement.rules import compile_pack, parse_case, settle

from .measure import Row, ratio

_PRICES = (("01", "800.00", "0"), ("02", "400.00", "0.10"), ("02", "250.00", "0.20"),
           ("03", "50.00", "0"), ("01", "120.50", "0"))  # fmt: skip
_SCOPE = {"own_share": True, "preselfpay": True, "overlmt": False, "fulamt": False}


def _benefit(name: str, fund: str, kind: str, **more: object) -> dict[str, object]:
    common = {"id": name, "fund": fund, "kind": kind, "when": {}, "start_scope": "year"}
    return {**common, "cap": None, "cap_counter": name, **more}


PACK = {
    "region": "990099", "name": "比速度", "version": "bench", "official": False,
    "source": "made up", "effective": {"from": "2020-01-01", "to": None}, "rounding": "half_up",
    "parameters": {}, "remote": [],
    "account_scope": {"hospital": _SCOPE, "pharmacy": {**_SCOPE, "overlmt": True, "fulamt": True}},
    "benefits": [
        _benefit("basic", "hifp_pay", "basic", start="200.00", start_counter="dedc",
                 bands=[{"upto": None, "ratio": "0.50"}]),
        _benefit("serious", "hifmi_pay", "tiered", start="300.00",
                 bands=[{"upto": None, "ratio": "0.60"}]),
        _benefit("aid", "maf_pay", "tiered", start="100.00",
                 bands=[{"upto": None, "ratio": "0.70"}]),
    ],
}  # fmt: skip
CASE = {
    "person": {"insutype": "310", "psn_type": "11", "tags": [], "age": 45},
    "institution": {"hosp_tier": "3", "fixmedins_type": "1"},
    "visit": {"med_type": "11", "date": "2023-06-01", "remote": "none"},
    "counters": {}, "acct_used_flag": "1", "accounts": {"own": "100.00", "payers": []},
    "lines": [
        {"id": str(number), "chrgitm_lv": level, "cnt": "1", "pric": price, "selfpay_prop": share,
         "pric_uplmt_amt": None}
        for number, (level, price, share) in enumerate(_PRICES)
    ],
}  # fmt: skip
_CENT = Decimal("0.01")


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def by_hand() -> dict[str, Decimal]:
    """The same bill for somebody who knows this pack by heart."""
    total = own = share = Decimal(0)
    for level, price, part in _PRICES:
        amount = _round(Decimal(price))
        total += amount
        if level == "03":
            own += amount
        else:
            share += _round(amount * Decimal(part))
    scope = total - own - share
    basic = _round(max(scope - 200, Decimal(0)) * Decimal("0.50"))
    serious = _round(max(scope - basic - 300, Decimal(0)) * Decimal("0.60"))
    aid = _round(max(scope - basic - serious - 100, Decimal(0)) * Decimal("0.70"))
    personal = total - basic - serious - aid
    account = min(personal - own, Decimal(100))
    return {"hifp_pay": basic, "hifmi_pay": serious, "maf_pay": aid, "cash": personal - account}


def _is_the_same(pack: object, case: object) -> bool:
    said, wanted = settle(pack, case).to_json()["setlinfo"], by_hand()
    cash = wanted.pop("cash")
    return Decimal(said["psn_cash_pay"]) == cash and all(
        Decimal(said[name]) == amount for name, amount in wanted.items()
    )


def rows() -> list[Row]:
    """One breakdown of five lines under three benefits."""
    pack, case = compile_pack(PACK), parse_case(CASE)
    if not _is_the_same(pack, case):
        raise SystemExit("bench: the engine and the arithmetic by hand disagree")
    found, ours, base = ratio(lambda: settle(pack, case), by_hand, times=400)
    return [
        Row("B3", f"待遇计算，5 行 3 项待遇（每秒 {1 / ours:,.0f} 次）", "手写的同一算术",
            found, "≤ 4；每秒 ≥ 10,000", ours, base)
    ]  # fmt: skip

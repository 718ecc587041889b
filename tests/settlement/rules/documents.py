"""Packs and cases to start from: each function returns a fresh document, changed by keywords."""

from copy import deepcopy

SCOPES = {
    "hospital": {"own_share": True, "preselfpay": True, "overlmt": False, "fulamt": False},
    "pharmacy": {"own_share": True, "preselfpay": True, "overlmt": True, "fulamt": True},
}
BASIC = {
    "id": "basic",
    "fund": "hifp_pay",
    "kind": "basic",
    "when": {},
    "start": "200.00",
    "start_scope": "year",
    "start_counter": "dedc",
    "bands": [{"upto": None, "ratio": "0.50"}],
    "cap": "2000.00",
    "cap_counter": "pool",
}
TIERED = {
    "id": "serious",
    "fund": "hifmi_pay",
    "kind": "tiered",
    "when": {},
    "start": "12000.00",
    "start_scope": "year",
    "base_counter": "serious_base",
    "bands": [
        {"upto": "50000.00", "ratio": "0.60"},
        {"upto": "100000.00", "ratio": "0.70"},
        {"upto": None, "ratio": "0.80"},
    ],
    "cap": "350000.00",
    "cap_counter": "serious_pool",
}


def basic(**changes):
    """A basic benefit: 200 yearly deductible, half, at most 2000 a year."""
    return {**deepcopy(BASIC), **changes}


def tiered(**changes):
    """A tiered benefit with a yearly base from 12000."""
    return {**deepcopy(TIERED), **changes}


def pack(*benefits, **changes):
    """A pack of region 990001 in force since 2020 with the given benefits."""
    document = {
        "region": "990001",
        "name": "测试地区",
        "version": "1",
        "official": False,
        "source": "测试",
        "effective": {"from": "2020-01-01", "to": None},
        "rounding": "half_up",
        "parameters": {},
        "remote": [],
        "account_scope": deepcopy(SCOPES),
        "benefits": list(benefits),
    }
    return {**document, **changes}


def line(id="1", **changes):
    """One fee line of class 01 and 300 yuan."""
    document = {
        "id": id,
        "chrgitm_lv": "01",
        "cnt": "1",
        "pric": "300.00",
        "selfpay_prop": "0",
        "pric_uplmt_amt": None,
    }
    return {**document, **changes}


def case(*lines, **changes):
    """A working employee's outpatient visit at a level 3 hospital, without account money."""
    document = {
        "person": {"insutype": "310", "psn_type": "11", "tags": [], "age": 45},
        "institution": {"hosp_tier": "3", "fixmedins_type": "1"},
        "visit": {"med_type": "11", "date": "2023-06-01", "remote": "none"},
        "counters": {},
        "acct_used_flag": "1",
        "accounts": {"own": "0.00", "payers": []},
        "lines": list(lines) or [line()],
    }
    return {**document, **changes}

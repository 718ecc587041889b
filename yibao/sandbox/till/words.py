"""National codes in the words of a counter."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yibao.kernel import money
from yibao.kernel.errors import registry

MED_TYPES_HOSPITAL = (
    ("11", "普通门诊"),
    ("12", "门诊挂号"),
    ("14", "门诊慢特病"),
    ("21", "普通住院"),
)
MED_TYPES_PHARMACY = (("41", "药店购药"),)
BUSINESS_HOSPITAL, BUSINESS_PHARMACY = "01301", "02121"
DIAGNOSES = (
    ("J06.900", "急性上呼吸道感染"),
    ("I10.x00", "高血压病"),
    ("E11.900", "2 型糖尿病"),
    ("K29.700", "胃炎"),
    ("M17.900", "膝关节病"),
    ("Z00.000", "一般健康检查"),
)
GENDERS = {"1": "男", "2": "女"}
INSURANCE = {"310": "职工医保", "390": "居民医保"}
PERSON_TYPES = {
    "11": "在职",
    "21": "退休",
    "41": "学龄前儿童",
    "42": "中小学生",
    "43": "大学生",
    "50": "成年居民",
    "60": "老年居民",
}
STATUS = {"1": "正常参保", "2": "暂停参保", "4": "终止参保"}
LEVELS = {"01": "甲类", "02": "乙类", "03": "目录外"}
FUNDS = (
    ("hifp_pay", "基本医保"),
    ("cvlserv_pay", "公务员补助"),
    ("hifes_pay", "企业补充医保"),
    ("hifmi_pay", "大病保险"),
    ("hifob_pay", "职工大额补助"),
    ("maf_pay", "医疗救助"),
    ("hifdm_pay", "伤残补助"),
    ("oth_pay", "其他基金"),
)
OTHER_SOURCES = (
    ("self_acct_pay", "本人个人账户", "own"),
    ("acct_mulaid_pay", "家人账户（家庭共济）", "aid"),
    ("psn_cash_pay", "现金或银行卡", "cash"),
    ("hosp_part_amt", "医院负担", "card"),
)
SHARES = (
    ("fulamt_ownpay_amt", "目录外，全自费"),
    ("overlmt_selfpay", "超过限价的部分"),
    ("preselfpay_amt", "乙类先自付"),
    ("inscp_scp_amt", "可以报销的范围"),
    ("act_pay_dedc", "其中起付线"),
)
#: The warning of a relative's code: the counter says who is there before it settles.
PRESENCE = "voucher.presence_not_confirmed"
# What the fields of a request are called at the counter; the last known part of a path counts.
FIELDS = {
    "agent": "代办人",
    "begntime": "就诊时间",
    "card_no": "社保卡号",
    "cash_method": "付款方式",
    "certno": "身份证号",
    "cnt": "数量",
    "code": "医保码",
    "dept": "科室",
    "det_item_fee_sumamt": "金额",
    "diagnoses": "诊断",
    "doctor": "医师",
    "fee_ocur_time": "费用时间",
    "ipt_otp_no": "门诊号",
    "items": "费用",
    "lines": "退费明细",
    "med_list_codg": "目录编码",
    "med_type": "医疗类别",
    "medins_list_name": "名称",
    "operator": "经办人",
    "presence": "谁在场",
    "pric": "单价",
    "reason": "原因",
    "terminal": "终端",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One source of money, as the payer bar draws it."""

    label: str
    amount_fen: int
    kind: str


def parts(setlinfo: dict[str, str], wallet_pay: str = "0.00") -> list[Part]:
    """Who pays what, without zeros; a refund's minus signs are dropped.

    ``wallet_pay`` is contained in ``self_acct_pay`` and stands by itself here.
    """
    rows = [(name, label, "pool") for name, label in FUNDS] + list(OTHER_SOURCES)
    found = []
    for name, label, kind in rows:
        amount = abs(fen(setlinfo.get(name)))
        if name == "self_acct_pay" and fen(wallet_pay):
            amount -= fen(wallet_pay)
            found += [Part(label, amount, kind), Part("本人医保钱包", fen(wallet_pay), "purse")]
            continue
        found.append(Part(label, amount, kind))
    return [part for part in found if part.amount_fen]


def shares(setlinfo: dict[str, str]) -> list[dict[str, str]]:
    """How the bill splits by scope, without zeros."""
    rows = [{"label": label, "value": setlinfo.get(name, "0.00")} for name, label in SHARES]
    return [row for row in rows if fen(row["value"])]


def fen(text: str | None) -> int:
    """分 of an amount on the wire."""
    return money.to_fen(money.parse_yuan(text or "0.00", allow_negative=True))


def problem(status: int, document: dict[str, Any]) -> dict[str, Any]:
    """A problem document for the page: refused fields under their names at the counter."""
    found = document | {"http_status": status}
    if document.get("errors"):
        found["detail"] = "请改正下面几处，再办一次。"
        found["errors"] = [one | {"label": _label(one)} for one in document["errors"]]
    return found


def _label(error: dict[str, str]) -> str:
    path = error.get("path", "")
    known = [FIELDS[part] for part in re.split(r"[.\[\]/]+", path) if part in FIELDS]
    return known[-1] if known else path or "内容"


def moment(text: str) -> datetime:
    """A time of the API, for the page's own way of showing times."""
    return datetime.fromisoformat(text)


def asked(scan: dict[str, Any]) -> dict[str, str] | None:
    """The scan whose person the counter has yet to look for (P90); None where nothing is asked."""
    if PRESENCE not in scan.get("warnings", []):
        return None
    relation = scan.get("presented_by") or ""
    return {"scan_id": scan["scan_id"], "name": scan["person"]["psn_name"], "relation": relation}


def warnings(scan: dict[str, Any]) -> list[str]:
    """What the catalogue of codes says to each warning of a scan; an unknown code stays itself.

    Who is there is asked on a page of its own.
    """
    known = registry()
    codes = [str(code) for code in scan.get("warnings", []) if code != PRESENCE]
    return [known[code].detail if code in known else code for code in codes]


def patient(scan: dict[str, Any]) -> list[dict[str, str]]:
    """The patient as label and value pairs, all masked by the API."""
    person = scan.get("person", {})
    insurance = INSURANCE.get(person.get("insutype", ""), person.get("insutype", ""))
    kind = PERSON_TYPES.get(person.get("psn_type", ""), "")
    return [
        {"label": "姓名", "value": person.get("psn_name", "")},
        {
            "label": "性别年龄",
            "value": f"{GENDERS.get(person.get('gend', ''), '')} {person.get('age', '')} 岁",
        },
        {"label": "险种", "value": f"{insurance} {kind}".strip()},
        {"label": "参保地", "value": person.get("insuplc_name", "")},
        {"label": "参保状态", "value": STATUS.get(person.get("psn_insu_stas", ""), "")},
    ]

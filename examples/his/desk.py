"""A counter: the steps of a visit, a stay and a purchase, each one message."""

import itertools
from dataclasses import dataclass
from decimal import Decimal

from wire import Lost, now

PARTS = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
_NUMBER = itertools.count(1)


@dataclass
class Patient:
    """Who stands at the counter, as 1101 told; ``certificate`` is what they showed."""

    psn_no: str
    name: str
    certno: str
    insutype: str
    certificate: dict

    @property
    def head(self):
        """What most messages name."""
        return {"psn_no": self.psn_no, "insutype": self.insutype}


def by_code(system, code, business="01101", operator=""):
    """Read a shown code: the library first, then 1101 with the ecToken."""
    shown = system.decode(code, business, operator)
    return read(system, {"mdtrt_cert_type": "01", "mdtrt_cert_no": shown["ecToken"]})


def by_card(system, certno, name):
    """The identity card: number and name together."""
    return read(system, {"mdtrt_cert_type": "02", "mdtrt_cert_no": certno, "psn_name": name})


def read(system, certificate):
    """1101."""
    found = system.call("1101", {"data": certificate})
    person, insured = found["baseinfo"], found["insuinfo"][0]
    return Patient(
        person["psn_no"], person["psn_name"], person["certno"], insured["insutype"], certificate
    )


def register(system, who):
    """2201: the number of the visit."""
    row = {
        **who.head, **who.certificate, "begntime": now(), "ipt_otp_no": f"MZ{next(_NUMBER)}",
        "dept_code": "0101", "dept_name": "内科", "caty": "A03", "atddr_no": "D01",
        "dr_name": "张医生",
    }  # fmt: skip
    return system.call("2201", {"data": row})["data"]["mdtrt_id"]


def describe(system, who, visit, med_type="11"):
    """2203."""
    info = {**who.head, "mdtrt_id": visit, "med_type": med_type, "begntime": now()}
    system.call("2203", {"mdtrtinfo": info, "diseinfo": [diagnosis()]})


def diagnosis(**more):
    """One row of diseinfo."""
    return {
        "diag_type": "1", "diag_srt_no": "1", "diag_code": "J06.900", "diag_name": "上呼吸道感染",
        "diag_dept": "内科", "dise_dor_no": "D01", "dise_dor_name": "张医生", "diag_time": now(),
        "vali_flag": "1", **more,
    }  # fmt: skip


def line(who, visit, item, count="1", **more):
    """One row of fees: the total is price times count, to the fen."""
    number = next(_NUMBER)
    total = (Decimal(item["price"]) * Decimal(count)).quantize(Decimal("0.01"))
    return {
        "feedetl_sn": number, "mdtrt_id": visit, "psn_no": who.psn_no, "chrg_bchno": "B1",
        "rx_circ_flag": "0", "fee_ocur_time": now(), "med_list_codg": item["code"],
        "medins_list_codg": f"Y{item['code']}", "det_item_fee_sumamt": total, "cnt": count,
        "pric": item["price"], "bilg_dept_codg": "0101", "bilg_dept_name": "内科",
        "bilg_dr_codg": "D01", "bilg_dr_name": "张医生", "hosp_appr_flag": "0",
        "med_type": "11", **more,
    }  # fmt: skip


def charge(system, who, visit, *lines, infno="2204"):
    """2204 or 2301."""
    system.call(infno, {"feedetail": list(lines)})
    return sum(row["det_item_fee_sumamt"] for row in lines)


def quote(system, who, visit, total, *, infno="2206", **more):
    """2206 or 2303: what was asked, and the amounts."""
    asked = {
        **who.head, **who.certificate, "med_type": "11", "medfee_sumamt": total,
        "psn_setlway": "01", "mdtrt_id": visit, "chrg_bchno": "B1", "acct_used_flag": "1",
        "mid_setl_flag": "0", **more,
    }  # fmt: skip
    return asked, system.call(infno, {"data": asked})["setlinfo"]


def settle(system, asked, info, *, infno="2207", msgid="", **more):
    """2207 or 2304 with the four amounts of the trial; no answer: the same message again."""
    row = {**asked, "invono": "F0001", **{name: info[name] for name in PARTS}, **more}
    msgid = msgid or system.msgid()
    try:
        return system.call(infno, {"data": row}, msgid)["setlinfo"]
    except Lost:
        return system.resend(infno, {"data": row}, msgid)["setlinfo"]


def visit_to_quote(system, who, items, count="1", **more):
    """2201, 2203, 2204, 2206: visit, question, amounts."""
    visit = register(system, who)
    describe(system, who, visit)
    total = charge(system, who, visit, *(line(who, visit, item, count) for item in items))
    return visit, *quote(system, who, visit, total, **more)


def bill(system, who, items, count="1", **more):
    """The whole way to a bill."""
    _, asked, info = visit_to_quote(system, who, items, count, **more)
    return settle(system, asked, info)


def give_back(system, bill_, infno="2208"):
    """2208, 2103 or 2305."""
    row = {name: bill_[name] for name in ("setl_id", "mdtrt_id", "psn_no")}
    return system.call(infno, {"data": row})["setlinfo"]


def admit(system, who, **more):
    """2401: the number of the visit."""
    row = {
        **who.head, **who.certificate, "begntime": now(), "med_type": "21",
        "ipt_no": f"ZY{next(_NUMBER)}", "atddr_no": "D01", "chfpdr_name": "张医生",
        "adm_diag_dscr": "肺炎", "adm_dept_codg": "0201", "adm_dept_name": "呼吸科",
        "adm_bed": "12", "dscg_maindiag_code": "J18.900", "dscg_maindiag_name": "肺炎", **more,
    }  # fmt: skip
    rows = [diagnosis(psn_no=who.psn_no, maindiag_flag="1")]
    found = system.call("2401", {"mdtrtinfo": row, "diseinfo": rows})
    return found["result"]["mdtrt_id"]


def leave(system, who, visit):
    """2402."""
    row = {
        **who.head, "mdtrt_id": visit, "endtime": now(), "dscg_dept_codg": "0201",
        "dscg_dept_name": "呼吸科", "dscg_way": "1",
    }  # fmt: skip
    rows = [diagnosis(psn_no=who.psn_no, mdtrt_id=visit, maindiag_flag="1")]
    system.call("2402", {"dscginfo": row, "diseinfo": rows})


def goods(who, item, count="2"):
    """The input of 2101 and 2102."""
    row = line(who, "", item, count)
    info = {
        **who.head, **who.certificate, "psn_cert_type": "01", "certno": who.certno,
        "psn_type": "11", "psn_name": who.name, "begntime": now(), "acct_used_flag": "1",
        "medfee_sumamt": row["det_item_fee_sumamt"], "med_type": "41",
    }  # fmt: skip
    return {"druginfo": info, "drugdetail": [row]}

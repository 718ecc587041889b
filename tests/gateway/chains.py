"""Messages of a hospital or pharmacy, step by step, as the interface document has them."""

import itertools
import time
from decimal import Decimal

_NUMBER = itertools.count(1)


def now():
    """The moment as clients write it."""
    return time.strftime("%Y-%m-%d %H:%M:%S")


def card(who):
    """The social security card."""
    return {"mdtrt_cert_type": "03", "mdtrt_cert_no": who.person.card_no}


def patient(who, **more):
    """What most messages name."""
    return {"psn_no": who.person.psn_no, "insutype": "310", **more}


def register(system, who, certificate=None):
    """2201; the mdtrt_id."""
    row = {
        **patient(who), **(certificate or card(who)), "begntime": now(), "dept_code": "0101",
        "ipt_otp_no": f"MZ{next(_NUMBER)}", "dept_name": "内科", "caty": "A03", "dr_name": "张医生",
        "atddr_no": "D01",
    }  # fmt: skip
    return system.call("2201", {"data": row}).output["data"]["mdtrt_id"]


def diagnosis(**more):
    """One row of diseinfo."""
    return {
        "diag_type": "1", "diag_srt_no": "1", "diag_code": "J06.900", "diag_name": "上呼吸道感染",
        "diag_dept": "内科", "dise_dor_no": "D01", "dise_dor_name": "张医生", "diag_time": now(),
        "vali_flag": "1", **more,
    }  # fmt: skip


def describe(system, who, mdtrt_id, med_type="11", rows=None):
    """2203."""
    info = {**patient(who), "mdtrt_id": mdtrt_id, "med_type": med_type, "begntime": now()}
    return system.call("2203", {"mdtrtinfo": info, "diseinfo": rows or [diagnosis()]})


def fee(who, mdtrt_id, number, code, cnt, pric, **more):
    """One row of 2204 or 2301."""
    total = (Decimal(cnt) * Decimal(pric)).quantize(Decimal("0.01"))
    return {
        "feedetl_sn": number, "mdtrt_id": mdtrt_id, "psn_no": who.person.psn_no,
        "chrg_bchno": "B1", "rx_circ_flag": "0", "fee_ocur_time": now(), "med_list_codg": code,
        "medins_list_codg": f"Y{number}", "det_item_fee_sumamt": str(total), "cnt": cnt,
        "pric": pric, "bilg_dept_codg": "0101", "bilg_dept_name": "内科", "bilg_dr_codg": "D01",
        "bilg_dr_name": "张医生", "hosp_appr_flag": "0", "med_type": "11", **more,
    }  # fmt: skip


def trial(who, mdtrt_id, total, **more):
    """The input of 2206, 2303."""
    return {
        **patient(who), **card(who), "med_type": "11", "medfee_sumamt": total,
        "psn_setlway": "01", "mdtrt_id": mdtrt_id, "chrg_bchno": "B1", "acct_used_flag": "1",
        "mid_setl_flag": "0", **more,
    }  # fmt: skip


def confirmed(row, info):
    """The input of 2207, 2304: the trial with the four parts."""
    parts = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    return {**row, "invono": "F0001", **{name: str(info[name]) for name in parts}}


def to_quote(system, who, *fees, certificate=None, **more):
    """2201 to 2206: the mdtrt_id, the input and the setlinfo of the trial."""
    mdtrt_id = register(system, who, certificate)
    describe(system, who, mdtrt_id)
    rows = [fee(who, mdtrt_id, *one) for one in fees]
    result = system.call("2204", {"feedetail": rows}).output["result"]
    total = sum(row["det_item_fee_sumamt"] for row in result)
    asked = trial(who, mdtrt_id, str(total), **(certificate or {}), **more)
    return mdtrt_id, asked, system.call("2206", {"data": asked}).output["setlinfo"]


def settle(system, who, *fees, certificate=None, **more):
    """2201 to 2207: the mdtrt_id and the answer."""
    mdtrt_id, asked, info = to_quote(system, who, *fees, certificate=certificate, **more)
    return mdtrt_id, system.call("2207", {"data": confirmed(asked, info)})


class Order:
    """Messages of mobile payment for one patient; two fees, 70.00 yuan."""

    def __init__(self, system, who, shown, fees=(("XA01", "2", "10.00"), ("XB02", "1", "50.00"))):
        self.system, self.who, self.shown, self.fees = system, who, shown, fees
        self.place = {"orgCodg": system.institution}
        person = who.person
        self.person = {"idNo": person.certno, "userName": person.name, "idType": "01"}

    def token(self):
        """The ecToken of a code shown now."""
        return self.system.decode(self.shown())["data"]["ecToken"]

    def upload(self, **more):
        """6201."""
        row = {
            **self.place, **self.person, "psnNo": self.who.person.psn_no, "insutype": "310",
            "medOrgOrd": f"O{next(_NUMBER):08}", "begntime": now(), "ecToken": self.token(),
            "iptOtpNo": f"MZ{next(_NUMBER)}", "deptCode": "0101", "deptName": "内科",
            "caty": "A03", "medType": "11", "feeType": "01", "medfeeSumamt": "70.00",
            "acctUsedFlag": "1", "psnSetlway": "01", "chrgBchno": "B1", **more,
        }  # fmt: skip
        illness = {
            "diagType": "1", "diagSrtNo": "1", "diagCode": "J06.900", "diagName": "上呼吸道感染",
            "diagDept": "内科", "diseDorNo": "D01", "diseDorName": "张医生", "diagTime": now(),
            "valiFlag": "1",
        }  # fmt: skip
        rows = [self._fee(i, *one) for i, one in enumerate(self.fees, start=1)]
        return {"data": row, "diseinfoList": [illness], "feedetailList": rows}

    def _fee(self, number, code, cnt, pric):
        total = (Decimal(cnt) * Decimal(pric)).quantize(Decimal("0.01"))
        return {
            "feedetlSn": str(number), "mdtrtId": "0", "psnNo": self.who.person.psn_no,
            "chrgBchno": "B1", "rxCircFlag": "0", "feeOcurTime": now(), "medListCodg": code,
            "medinsListCodg": f"Y{number}", "detItemFeeSumamt": str(total), "cnt": cnt,
            "pric": pric, "bilgDeptCodg": "0101", "bilgDeptName": "内科", "bilgDrCodg": "D01",
            "bilgDrName": "张医生", "hospApprFlag": "0", "medType": "11",
        }  # fmt: skip

    def payment(self, told, **more):
        """6202, with a fresh code."""
        row = {
            **self.place, "payOrdId": told["payOrdId"], "payToken": told["payToken"],
            "orgBizSer": "1", "mdtrtId": told["extData"]["mdtrtId"],
        }  # fmt: skip
        return {"data": {**row, "ecAuthCode": more.get("ecAuthCode") or self.shown(), **more}}

    def question(self, told, **more):
        """6301 and 6401."""
        known = {name: told[name] for name in ("payOrdId", "payToken")}
        return {"data": {**self.place, **self.person, **known, **more}}

    def refund(self, told, paid, **more):
        """6203 of everything."""
        row = {
            "payOrdId": told["payOrdId"], "appRefdSn": f"R{next(_NUMBER):08}",
            "appRefdTime": time.strftime("%Y%m%d%H%M%S"), "totlRefdAmt": str(paid["feeSumamt"]),
            "psnAcctRefdAmt": str(paid["psnAcctPay"]), "fundRefdAmt": str(paid["fundPay"]),
            "cashRefdAmt": str(paid["ownPayAmt"]), "refdType": "ALL", **more,
        }  # fmt: skip
        return {"data": {"ecToken": more.get("ecToken") or self.token(), **row}}

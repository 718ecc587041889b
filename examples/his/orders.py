"""Care that is filed first, and an order of mobile payment."""

import itertools
from decimal import Decimal

import desk
from wire import Refused, now

_NUMBER = itertools.count(1)
_PAID = ("4", "6")


def chronic(city):
    """The illness is filed, then treated."""
    system, who = city.hospital, city.with_code(city.hospital)
    file_illness(system, who)
    visit = desk.register(system, who)
    desk.describe(system, who, visit, "14")
    row = desk.line(who, visit, city.items[0], med_type="14")
    total = desk.charge(system, who, visit, row)
    desk.settle(system, *desk.quote(system, who, visit, total, med_type="14"))


def file_illness(system, who):
    """2503; what is on file already is found with 5301."""
    row = {"psn_no": who.psn_no}
    if system.call("5301", {"data": row})["feedetail"]:
        return
    illness = {
        **who.head, "opsp_dise_code": "M03900", "opsp_dise_name": "高血压",
        "insu_optins": system.place["region"], "ide_fixmedins_no": system.code,
        "ide_fixmedins_name": system.place["name"], "hosp_ide_date": now()[:10],
        "diag_dr_codg": "D01", "diag_dr_name": "张医生", "begndate": now()[:10],
    }  # fmt: skip
    system.call("2503", {"data": illness})


def mobile_order(city):
    """Uploaded, paid with the phone, looked up."""
    system = city.hospital
    token = system.decode(city.code())["ecToken"]
    who = desk.read(system, {"mdtrt_cert_type": "01", "mdtrt_cert_no": token})
    given = order(system, who, token, city.items[0])
    made = system.call("6201", given)["data"]
    place = {"orgCodg": system.code, "payOrdId": made["payOrdId"], "payToken": made["payToken"]}
    visit = made["extData"]["mdtrtId"]
    paying = {**place, "orgBizSer": "1", "mdtrtId": visit, "ecAuthCode": city.code()}
    system.call("6202", {"data": paying})
    person = {"idNo": who.certno, "userName": who.name, "idType": "01"}
    found = system.call("6301", {"data": {**place, **person}})["data"]
    if found["ordStas"] not in _PAID:
        raise Refused("the order is not paid")


def order(system, who, token, item):
    """The input of 6201: the visit, why, and what it costs."""
    row = {
        "orgCodg": system.code, "idNo": who.certno, "userName": who.name, "idType": "01",
        "psnNo": who.psn_no, "insutype": who.insutype, "medOrgOrd": f"O{system.msgid()[-18:]}",
        "begntime": now(), "ecToken": token, "iptOtpNo": f"YD{next(_NUMBER)}",
        "deptCode": "0101", "deptName": "内科", "caty": "A03", "medType": "11", "feeType": "01",
        "medfeeSumamt": Decimal(item["price"]), "acctUsedFlag": "1", "psnSetlway": "01",
        "chrgBchno": "B1",
    }  # fmt: skip
    illness = {
        "diagType": "1", "diagSrtNo": "1", "diagCode": "J06.900", "diagName": "上呼吸道感染",
        "diagDept": "内科", "diseDorNo": "D01", "diseDorName": "张医生", "diagTime": now(),
        "valiFlag": "1",
    }  # fmt: skip
    fee = {
        "feedetlSn": str(next(_NUMBER)), "mdtrtId": "0", "psnNo": who.psn_no, "chrgBchno": "B1",
        "rxCircFlag": "0", "feeOcurTime": now(), "medListCodg": item["code"],
        "medinsListCodg": f"Y{item['code']}", "detItemFeeSumamt": Decimal(item["price"]),
        "cnt": "1", "pric": item["price"], "bilgDeptCodg": "0101", "bilgDeptName": "内科",
        "bilgDrCodg": "D01", "bilgDrName": "张医生", "hospApprFlag": "0", "medType": "11",
    }  # fmt: skip
    return {"data": row, "diseinfoList": [illness], "feedetailList": [fee]}

"""Journeys that come by every offered number, each in the state in which it is taken."""

import io
import json
import zipfile

from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import ONE_ADDRESS

DRUG = "XA01"
FEES = [(1, DRUG, "2", "10.00"), (2, "XB02", "1", "50.00")]
DAY = slice(0, 10)


def basics(ask, system, city, worker, shown):
    """People, places, codes and lists."""
    number = ask("9001", {"signIn": {"opter_no": "0001", "mac": "00-11", "ip": "10.0.0.8"}})
    sign_no = number["signinoutb"]["sign_no"]
    decode = {
        "orgId": system.institution, "businessType": "01101", "operatorId": "1",
        "operatorName": "测试", "officeId": "1", "officeName": "收费处", "deviceType": "",
        "ecQrCode": shown(), "mdtrt_cert_type": "01",
    }  # fmt: skip
    ask("1162", {"data": decode})
    ask("1101", {"data": {**chains.card(worker), "psn_cert_type": "01"}})
    place = {"fixmedins_type": "1", "fixmedins_code": system.institution}
    ask("1201", {"medinsinfo": place})
    today = chains.now()[DAY]
    for infno in (
        "1301", "1302", "1303", "1305", "1306", "1307", "1308", "1309", "1310", "1311", "1313",
        "1314", "1315",
    ):  # fmt: skip
        ask(infno, {"data": {"ver": "v0000"}})
    page = {"updt_time": today, "page_num": 1, "page_size": 10}
    ask("1304", {"data": page})
    ask("1312", {"data": page})
    asked = {"type": "gend", "admdvs": "510600", "date": today, "Vali_Flag": "1"}
    ask("1901", {"data": {**asked, "parent_value": ""}})
    care = {
        **chains.patient(worker), "fixmedins_code": system.institution, "med_type": "11",
        "begntime": chains.now(),
    }  # fmt: skip
    ask("2001", {"data": care})
    ask("5206", {"data": {"psn_no": worker.person.psn_no, "cum_ym": today[:4] + today[5:7]}})
    sent = {"filename": "a.txt", "fixmedins_code": system.institution}
    kept = ask("9101", {"fsUploadIn": {**sent, "in": list(b"abc")}})
    ask("9102", {"fsDownloadIn": {**sent, "file_qury_no": kept["file_qury_no"]}}, reads=False)
    ask("9002", {"signOut": {"sign_no": sign_no, "opter_no": "0001"}})


def outpatient(ask, system, city, worker, shown):
    """A visit, forwards and back, in both forms; and what is looked up of it."""
    first = _register(ask, worker)
    row = {"mdtrt_id": first, "psn_no": worker.person.psn_no}
    ask("2202", {"data": {**row, "ipt_otp_no": "MZ1"}})
    mdtrt_id = chains.register(system, worker)
    row["mdtrt_id"] = mdtrt_id
    info = {**row, "med_type": "11", "begntime": chains.now()}
    ask("2203", {"mdtrtinfo": info, "diseinfo": [chains.diagnosis()]})
    ask("2203A", {"mdtrtinfo": info, "diseinfo": [chains.diagnosis()]})
    rows = [chains.fee(worker, mdtrt_id, *one) for one in FEES]
    ask("2204", {"feedetail": rows})
    ask("2205", {"data": {**row, "chrg_bchno": "B1"}})
    rows = [chains.fee(worker, mdtrt_id, number + 5, *one) for number, *one in FEES]
    system.call("2204", {"feedetail": rows})
    asked = chains.trial(worker, mdtrt_id, "70.00")
    ask("2206A", {"data": asked})
    tried = ask("2206", {"data": asked})
    bill = ask("2207", {"data": chains.confirmed(asked, tried["setlinfo"])})["setlinfo"]
    row["setl_id"] = bill["setl_id"]
    ask("5203", {"data": row})
    ask("5204", {"data": row})
    today = chains.now()[DAY]
    period = {"begntime": f"{today} 00:00:00", "endtime": f"{today} 23:59:59"}
    ask("5201", {"data": {"psn_no": row["psn_no"], "med_type": "11", **period}})
    ask("2208", {"data": row})
    other = world.insured(city, balance="100.00")
    _, asked, found = chains.to_quote(system, other, *FEES)
    lost = system.msgid()
    ask("2207A", {"data": chains.confirmed(asked, found)}, msgid=lost)
    back = {"psn_no": other.person.psn_no, "omsgid": lost, "oinfno": "2207A"}
    ask("2601", {"data": back})


def stay(ask, system, city, worker, shown):
    """A stay, forwards and back."""
    admission = {
        **chains.patient(worker), **chains.card(worker), "begntime": chains.now(),
        "med_type": "21", "ipt_no": "ZY0001", "atddr_no": "D01", "chfpdr_name": "张医生",
        "adm_diag_dscr": "肺炎", "adm_dept_codg": "0201", "adm_dept_name": "呼吸科",
        "adm_bed": "12", "dscg_maindiag_code": "J18.900", "dscg_maindiag_name": "肺炎",
        "cert_type": "01", "certno": worker.person.certno, "insuplc_admdvs": "510600",
        "mdtrtarea_admvs": "510600",
    }  # fmt: skip
    illness = chains.diagnosis(psn_no=worker.person.psn_no, maindiag_flag="1")
    made = ask("2401", {"mdtrtinfo": admission, "diseinfo": [illness]})
    mdtrt_id = made["result"]["mdtrt_id"]
    row = {"mdtrt_id": mdtrt_id, "psn_no": worker.person.psn_no}
    illness = {**illness, "mdtrt_id": mdtrt_id}
    change = {**admission, **row, "ipt_otp_no": "ZY0001"}
    ask("2403", {"adminfo": change, "diseinfo": [illness]})
    today = chains.now()[DAY]
    ask("5303", {"data": {**row, "begntime": f"{today} 00:00:00", "endtime": today}})
    fee = chains.fee(worker, mdtrt_id, 1, DRUG, "4", "500.00", med_type="21")
    ask("2301", {"feedetail": [fee]})
    ask("2302", {"data": [{**row, "feedetl_sn": "1"}]})
    fee = chains.fee(worker, mdtrt_id, 2, DRUG, "4", "500.00", med_type="21")
    system.call("2301", {"feedetail": [fee]})
    leaving = {
        **chains.patient(worker), "mdtrt_id": mdtrt_id, "endtime": chains.now(),
        "dscg_dept_codg": "0201", "dscg_dept_name": "呼吸科", "dscg_way": "1",
    }  # fmt: skip
    ask("2402", {"dscginfo": leaving, "diseinfo": [illness]})
    ask("2405", {"data": row})
    leaving["endtime"] = chains.now()
    system.call("2402", {"dscginfo": leaving, "diseinfo": [illness]})
    asked = chains.trial(worker, mdtrt_id, "2000.00", med_type="21")
    asked |= {"insuplc_admdvs": "510600", "mdtrtarea_admvs": "510600"}
    tried = ask("2303", {"data": asked})["setlinfo"]
    bill = ask("2304", {"data": chains.confirmed(asked, tried)})["setlinfo"]
    ask("2305", {"data": {**row, "setl_id": bill["setl_id"]}})
    admission["psn_no"] = row["psn_no"]
    again = system.call("2401", {"mdtrtinfo": admission, "diseinfo": [illness]})
    row["mdtrt_id"] = again.output["result"]["mdtrt_id"]
    ask("2404", {"data": row})


def statement(ask, system, city, worker, shown):
    """Totals, and lines of a file."""
    bill = chains.settle(system, worker, *FEES)[1].output["setlinfo"]
    today = chains.now()[DAY]
    sums = ("medfee_sumamt", "fund_pay_sumamt", "acct_pay")
    row = {
        "insutype": "310", "clr_type": "11", "setl_optins": "510600", "stmt_begndate": today,
        "stmt_enddate": today, "fixmedins_setl_cnt": 1, "cash_payamt": "0",
        "refd_setl_flag": "0", "fixmedins_refd_setl_flag": "0",
        **{name: str(bill[name]) for name in sums},
    }  # fmt: skip
    ask("3201", {"data": row})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("detail.txt", "J0\tM0\tP0\t5.00\t0.00\t0.00\t0\n")
    packed.seek(0)
    sent = {"filename": "detail.zip", "fixmedins_code": system.institution}
    form = {"jsonStr": json.dumps(system.envelope("9101", {"fsUploadIn": sent})), "file": packed}
    number = system.post(ONE_ADDRESS, form).json()["output"]["file_qury_no"]
    ask("3202", {"data": {**row, "file_qury_no": number}})


def filings(ask, system, city, worker, shown):
    """What a hospital files for somebody who is there."""
    system.call("1101", {"data": chains.card(worker)})
    today = chains.now()[DAY]
    psn_no = worker.person.psn_no
    near = world.institution(city)
    referral = {
        "psn_no": psn_no, "insutype": "310", "diag_code": "I50.900", "diag_name": "心力衰竭",
        "reflin_medins_no": near.fixmedins_code[:12], "reflin_medins_name": near.name,
        "mdtrtarea_admdvs": "510600", "refl_type": "1", "refl_date": today,
        "refl_rea": "专科治疗", "refl_opnn": "同意",
    }  # fmt: skip
    ask("2501", {"refmedin": referral})
    illness = {
        "psn_no": psn_no, "insutype": "310", "opsp_dise_code": "M03900",
        "opsp_dise_name": "高血压", "insu_optins": "510600",
        "ide_fixmedins_no": system.institution, "ide_fixmedins_name": system.name,
        "hosp_ide_date": today, "diag_dr_codg": "D01", "diag_dr_name": "张医生",
        "begndate": today,
    }  # fmt: skip
    ask("2503", {"data": illness})
    assert ask("5301", {"data": {"psn_no": psn_no}})["feedetail"]
    choice = {
        "psn_no": psn_no, "biz_appy_type": "03", "begndate": today, "fix_srt_no": "1",
        "fixmedins_code": system.institution, "fixmedins_name": system.name,
    }  # fmt: skip
    made = ask("2505", {"data": choice})
    number = made["result"]["trt_dcla_detl_sn"]
    row = {"psn_no": psn_no, "trt_dcla_detl_sn": number, "memo": "填错了"}
    ask("2506", {"data": row})


def purchase(ask, shop, city, worker, shown):
    """A purchase and its return."""
    line = chains.fee(worker, "", 1, DRUG, "2", "10.00")
    line["durg_trac_info"] = [{"feedetl_sn": "1", "drug_trac_codg": "81", "trdn_flag": "0"}]
    info = {
        **chains.patient(worker), **chains.card(worker), "psn_cert_type": "01",
        "certno": worker.person.certno, "psn_type": "11", "psn_name": worker.person.name,
        "begntime": chains.now(), "medfee_sumamt": "20.00", "acct_used_flag": "1",
        "med_type": "41",
    }  # fmt: skip
    goods = {"druginfo": info, "drugdetail": [line]}
    ask("2101", goods)
    bill = ask("2102", goods)["setlinfo"]
    row = {name: bill[name] for name in ("setl_id", "mdtrt_id", "psn_no")}
    ask("2103", {"data": row})


def _register(ask, who):
    row = {
        **chains.patient(who), **chains.card(who), "begntime": chains.now(),
        "dept_code": "0101", "ipt_otp_no": "MZ1", "dept_name": "内科", "caty": "A03",
        "psn_cert_type": "01", "certno": who.person.certno, "psn_type": "11",
        "psn_name": who.person.name, "dr_name": "张医生", "atddr_no": "D01",
    }  # fmt: skip
    return ask("2201", {"data": row})["data"]["mdtrt_id"]


def mobile(ask, system, city, worker, shown):
    """An order of mobile payment, paid and given back; another one, taken back."""
    order = chains.Order(system, worker, shown)
    told = ask("6201", order.upload())["data"]
    paid = ask("6202", order.payment(told))["data"]
    ask("6301", order.question(told))
    ask("6203", order.refund(told, paid))
    second = system.call("6201", order.upload()).output["data"]
    ask("6401", order.question(second))


#: Where each offered number is tried; what a journey forgets fails in that journey's test.
NUMBERS = {
    basics: {
        "9001", "1162", "1101", "1201", "1301", "1302", "1303", "1304", "1305", "1306", "1307",
        "1308", "1309", "1310", "1311", "1312", "1313", "1314", "1315", "1901", "2001", "5206",
        "9101", "9102", "9002",
    },
    outpatient: {
        "2201", "2202", "2203", "2203A", "2204", "2205", "2206", "2206A", "2207", "2207A", "2208",
        "2601", "5201", "5203", "5204",
    },
    stay: {
        "2401", "2403", "5303", "2301", "2302", "2402", "2405", "2303", "2304", "2305", "2404",
    },
    statement: {"3201", "3202"},
    filings: {"2501", "2503", "5301", "2505", "2506"},
    mobile: {"6201", "6202", "6203", "6301", "6401"},
    purchase: {"2101", "2102", "2103"},
}  # fmt: skip

"""Totals, lines with a planted difference, and what an institution may look up."""

import io
import json
import zipfile

import pytest

from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import ONE_ADDRESS
from tests.gateway.test_outpatient import FEES
from yibao.gateway.models import GatewayAccess

pytestmark = pytest.mark.django_db


def day():
    """Today as clients write it."""
    return chains.now()[:10]


def totals(bills, **more):
    """The input of 3201."""
    sums = {
        name: str(sum(bill[name] for bill in bills))
        for name in ("medfee_sumamt", "fund_pay_sumamt", "acct_pay")
    }
    period = {"stmt_begndate": day(), "stmt_enddate": day(), "setl_optins": "510600"}
    count = {"fixmedins_setl_cnt": len(bills), "insutype": "310", "clr_type": "11"}
    return {"data": {**period, **count, **sums, **more}}


def upload(system, text):
    """9101 with a zip of a text; the number of the file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("detail.txt", text)
    packed.seek(0)
    row = {"filename": "detail.zip", "fixmedins_code": system.institution}
    message = system.envelope("9101", {"fsUploadIn": row})
    form = {"jsonStr": json.dumps(message), "file": packed}
    return system.post(ONE_ADDRESS, form).json()["output"]["file_qury_no"]


def differences(system, file):
    """9102: the lines of the result."""
    asked = {
        "file_qury_no": file["file_qury_no"], "filename": file["filename"],
        "fixmedins_code": system.institution,
    }  # fmt: skip
    message = system.envelope("9102", {"fsDownloadIn": asked})
    answer = system.post(ONE_ADDRESS, json.dumps(message), content_type="text/plain")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    return [line.split("\t") for line in text.splitlines()]


class TestReconciliation:
    def test_finds_the_planted_difference(self, system, city):
        people = [world.insured(city, balance="100.00") for _ in range(3)]
        bills = [chains.settle(system, who, *FEES)[1].output["setlinfo"] for who in people]
        same = system.call("3201", totals(bills)).output["stmtinfo"]
        assert same["stmt_rslt"] == "0"
        fewer = system.call("3201", totals(bills[:2])).output["stmtinfo"]
        assert fewer["stmt_rslt"] == "1" and "3 笔" in fewer["stmt_rslt_dscr"]
        GatewayAccess.objects.update(codes="JIANGXI")
        assert system.call("3201", totals(bills[:2])).output["stmtinfo"]["stmt_rslt"] == "1"
        rows = [_row(bills[0]), _row(bills[1], medfee="1.00"), ["J0", "M0", "P0", *_row({})[3:]]]
        number = upload(system, "".join("\t".join(row) + "\n" for row in rows))
        asked = totals(bills)["data"] | {"file_qury_no": number, "cash_payamt": "0"}
        file = system.call("3202", {"data": asked}).output["fileinfo"]
        found = differences(system, file)
        assert len(found) == 3
        by_id = {line[2]: line for line in found}
        assert bills[0]["setl_id"] not in by_id
        assert "不一致" in by_id[bills[1]["setl_id"]][6]
        assert by_id["J0"][4] == "2"
        ours = by_id["null"]
        assert (ours[0], ours[3]) == (people[2].person.psn_no, bills[2]["medins_setl_id"])

    @pytest.mark.parametrize("text", ["a\tb", "1\t2\t3\tx\ty\tz\t0"])
    def test_refuses_a_file_that_is_none(self, system, text):
        asked = totals([])["data"] | {"file_qury_no": upload(system, text), "cash_payamt": "0"}
        assert "对账文件" in system.call("3202", {"data": asked}).words


class TestQueries:
    def test_show_the_institutions_own_records(self, system, worker):
        mdtrt_id, reply = chains.settle(system, worker, *FEES)
        bill = reply.output["setlinfo"]
        row = {"psn_no": bill["psn_no"], "mdtrt_id": mdtrt_id, "setl_id": bill["setl_id"]}
        shown = system.call("5203", {"data": row}).output
        assert shown["setlinfo"]["psn_pay"] == bill["psn_part_amt"]
        assert shown["setlinfo"]["medins_setl_id"] == bill["medins_setl_id"]
        assert shown["setldetail"] == reply.output["setldetail"]
        lines = system.call("5204", {"data": row}).output
        assert sum(line["det_item_fee_sumamt"] for line in lines) == bill["medfee_sumamt"]
        asked = {
            "psn_no": bill["psn_no"], "med_type": "11",
            "begntime": f"{day()} 00:00:00", "endtime": f"{day()} 00:00:00",
        }  # fmt: skip
        found = system.call("5201", {"data": asked}).output["mdtrtinfo"]
        assert [one["mdtrt_id"] for one in found] == [mdtrt_id]
        assert system.call("5303", {"data": asked}).output["data"] == []
        year = system.call("5206", {"data": {"psn_no": bill["psn_no"]}}).output["cuminfo"]
        assert all(one["insutype"] == "310" for one in year)

    def test_know_nobody_who_was_not_here(self, system, city):
        """T31."""
        who = world.insured(city)
        assert system.call("5206", {"data": {"psn_no": who.person.psn_no}}).code == -1


def _row(bill, medfee=""):
    """A line of the file of 3202."""
    amounts = [
        medfee or f"{bill.get('medfee_sumamt', 5):.2f}",
        f"{bill.get('fund_pay_sumamt', 0):.2f}",
        f"{bill.get('acct_pay', 0):.2f}",
    ]
    return [
        bill.get("setl_id", ""),
        bill.get("mdtrt_id", ""),
        bill.get("psn_no", ""),
        *amounts,
        "0",
    ]

"""异地就医备案 on the phone: filed, used elsewhere, taken back; and with an officer."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from . import audit, people
from .partner import Partner

pytestmark = pytest.mark.browser
WHO, REFERRED = people.of(__name__)
HOSPITAL = "outside_hospital"
AGREE = (
    "from accounts.models import User;from settlement.models import RemoteFiling;"
    "from yibao.cases import services;"
    "by = User.objects.get(username='reviewer1');"
    "ref = RemoteFiling.objects.get(ref={ref!r}).case.ref;"
    "services.take(by=by, ref=ref);services.approve(by=by, ref=ref)"
)


def _inpatient(hospital: Partner, key: str) -> str:
    """Register somebody for a stay; how it counts as remote care."""
    now = datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds")
    ask = {
        "scan_id": hospital.scan(key)["scan_id"],
        "med_type": "21",
        "ipt_otp_no": f"ZY-{key}",
        "begntime": now,
    }
    visit = hospital.post("visits/", ask)
    hospital.post(f"visits/{visit['visit_id']}/cancel/", {})
    return visit["remote"]


class TestRemoteCare:
    """P157–P162."""

    def test_is_filed_used_and_taken_back(self, phone, stack):
        citizen, hospital = phone(audit=audit.citizen), Partner(stack, HOSPITAL)
        citizen.log_in(WHO)
        self._looks_around(citizen)
        assert _inpatient(hospital, WHO) == "unfiled"
        self._files(citizen)
        assert _inpatient(hospital, WHO) == "other"
        self._takes_it_back(citizen)
        assert _inpatient(hospital, WHO) == "unfiled"
        assert not citizen.findings, audit.listed(citizen.findings)

    def _looks_around(self, citizen):
        citizen.page.goto("/me/")
        citizen.tap("异地就医备案")
        citizen.at("异地就医备案")
        assert "还没有备案" in citizen.text()
        citizen.tap("哪些地方能直接结算")
        citizen.at("哪些地方能直接结算")
        citizen.page.get_by_label("城市或省份").fill("绵阳")
        citizen.press("查找")
        citizen.at("哪些地方能直接结算")
        citizen.page.get_by_text("看名单").click()
        assert "绵阳演示中心医院" in citizen.text()
        citizen.tap("异地就医备案")

    def _files(self, citizen):
        citizen.page.goto("/remote-care/")
        citizen.tap("新办备案")
        citizen.at("去哪里看病")
        citizen.press("继续")
        citizen.at("去哪里看病")
        assert "请选去哪里看病" in citizen.text()
        citizen.page.get_by_label("去哪里看病").select_option(label="绵阳市")
        citizen.press("继续")
        citizen.at("为什么去那边看病")
        citizen.page.get_by_label("其他原因").check()
        citizen.press("继续")
        citizen.at("什么时候开始")
        citizen.page.get_by_label("6 个月", exact=True).check()
        citizen.press("继续")
        citizen.at("不用交材料")
        citizen.press("继续")
        citizen.at("请核对后提交")
        citizen.press("提交备案")
        citizen.at("备案办好了")
        citizen.tap("看这件备案")
        citizen.at("去绵阳市的备案")
        assert "有效" in citizen.text()

    def _takes_it_back(self, citizen):
        citizen.tap("取消这件备案")
        citizen.at("取消去绵阳市的备案")
        citizen.press("取消备案")
        citizen.at("去绵阳市的备案")
        assert "已取消" in citizen.text()

    def test_waits_for_the_officer_without_script(self, phone, stack):
        citizen = phone(javascript=False)
        citizen.log_in(REFERRED)
        citizen.page.goto("/remote-care/new/")
        citizen.at("去哪里看病")
        citizen.page.get_by_label("去哪里看病").select_option(label="成都市")
        citizen.press("继续")
        citizen.at("为什么去那边看病")
        citizen.page.get_by_label("医院开了转诊单").check()
        citizen.press("继续")
        citizen.at("什么时候开始")
        citizen.page.get_by_label("12 个月").check()
        citizen.press("继续")
        citizen.at("转诊单")
        citizen.page.get_by_label("转诊单号").fill("ZZ20261122")
        citizen.press("继续")
        citizen.at("请核对后提交")
        citizen.press("提交备案")
        citizen.at("已提交，等审核")
        citizen.tap("看这件备案")
        citizen.at("去成都市的备案")
        assert "正在审核" in citizen.text()
        stack.manage("shell", "-v", "0", "-c", AGREE.format(ref=citizen.page.url.split("/")[-2]))
        citizen.page.reload()
        citizen.at("去成都市的备案")
        assert "有效" in citizen.text() and "到了医院怎么用" in citizen.text()

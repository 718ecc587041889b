"""A bank's app shows the voucher: connect, show, scan, end, refused (P14, P37, partner-api 6)."""

import io

import pytest
from PIL import Image

from tests.scanning import read_qr

from . import audit, people

pytestmark = pytest.mark.browser
WHO, DOUBTER = people.of(__name__)
BANK = "/dev/sandbox/channel-app/"


def digits_of(phone) -> str:
    """The code on the bank's screen: what a scanner reads is what the digits say."""
    phone.at("医保码")
    shown = phone.page.locator("#digits").inner_text()
    digits = "".join(shown.split())
    picture = phone.page.locator(".sb-picture").screenshot()
    assert read_qr(Image.open(io.BytesIO(picture))).text == digits
    return digits


def prove(phone, key: str) -> None:
    """The password, where the consent page asks for it first; a login may be proof enough."""
    if "/unlock/" in phone.page.url:
        phone.page.get_by_label("医保码密码").fill(phone.stack.person(key)["pin"])
        phone.press("验证")


class TestChannelApp:
    def test_shows_the_code_until_its_owner_ends_it(self, phone, till):
        citizen, clerk = phone(audit=audit.citizen), till()
        citizen.log_in(WHO)
        citizen.page.goto(BANK)
        citizen.at("示例银行")
        citizen.press("连接医保码")
        prove(citizen, WHO)
        citizen.at("连接示例银行")
        assert "看不到身份证号、手机号和账单" in citizen.text()
        citizen.press("同意")
        citizen.at("示例银行")
        assert "医保码已在示例银行开通" in citizen.text()

        citizen.press("输银行密码，出示医保码")
        clerk.open("hospital3")
        clerk.scan(digits_of(citizen))
        clerk.at("登记就诊")

        citizen.press("换新码")
        late = digits_of(citizen)
        citizen.page.goto("/code/channels/")
        citizen.at("已授权的渠道")
        citizen.tap("停掉")
        citizen.at("停掉示例银行")
        citizen.press("停掉")
        citizen.at("已授权的渠道")
        assert "已在示例银行停掉" in citizen.text()
        clerk.scan(late)
        assert "医保码已过期" in clerk.page.locator(".yb-notice--error").first.inner_text()

        citizen.page.goto(BANK)
        citizen.at("示例银行")
        assert "连接已经断开" in citizen.text()
        citizen.page.goto("/code/channels/guide/")
        citizen.at("在别的应用里开通")
        citizen.page.get_by_text("支付宝", exact=True).click()
        assert "打开卡包，点“证件”" in citizen.text()
        assert citizen.findings == []

    def test_is_refused_without_javascript_too(self, phone):
        citizen = phone(javascript=False)
        citizen.log_in(DOUBTER)
        citizen.page.goto(BANK)
        citizen.press("连接医保码")
        prove(citizen, DOUBTER)
        citizen.press("不同意")
        citizen.at("示例银行")
        assert "您点了“不同意”，没有连接。" in citizen.text()

"""A hospital's order is confirmed on the phone and paid without a code; another one is refused."""

import json
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest

from tests.gateway import chains
from tests.gateway.client import System

from . import audit, people
from .partner import Partner

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)
SMALL = {"width": 320, "height": 640}
FEES = (("XA02BCA001A001007037", "2", "10.00"), ("XC03DAA036A001252332", "1", "50.00"))
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Answer:
    """What the system's client reads of an answer."""

    def __init__(self, status, content):
        self.status_code, self.content = status, content

    def json(self):
        """The document."""
        return json.loads(self.content)


class Hospital:
    """The demo hospital's system that speaks the national interface, and its patient."""

    def __init__(self, stack):
        self.stack, self.desk = stack, Partner(stack, "hospital3")
        self.system = System(self._post, "H51060300001", region="510600")

    def order(self):
        """Messages for the patient, whom 1101 names."""
        token = self.system.decode(self._shown())["data"]["ecToken"]
        asked = {"mdtrt_cert_type": "01", "mdtrt_cert_no": token}
        known = self.system.call("1101", {"data": asked}).output["baseinfo"]
        person = SimpleNamespace(
            certno=known["certno"], name=known["psn_name"], psn_no=known["psn_no"]
        )
        return chains.Order(self.system, SimpleNamespace(person=person), self._shown, FEES)

    def _shown(self):
        return self.desk.post(f"sandbox/people/{WHO}/code/", {})["code"]

    def _post(self, path, raw, *, content_type, headers):
        data = raw if isinstance(raw, bytes) else raw.encode()
        sent = {"Content-Type": content_type, **headers}
        request = urllib.request.Request(f"{self.stack.url}{path}", data=data, headers=sent)
        try:
            with _opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read())


class TestPayOrder:
    """On the smallest phone in 长辈版; then without a script."""

    def test_is_confirmed_paid_and_given_back(self, stack, phone):
        own, order = phone(viewport=SMALL), Hospital(stack).order()
        own.log_in(WHO)
        own.choose_size("长辈版")
        own.audit = audit.citizen
        told = order.system.call("6201", order.upload()).output["data"]
        own.page.goto("/me/todos/")
        own.at("等您处理")
        own.page.locator("main a").filter(has_text="医院付款").first.click()
        own.unlock(WHO)
        own.at("确认这笔医院付款吗？")
        assert "70.00" in own.text() and "德阳演示人民医院" in own.text()
        own.page.get_by_label("不用个人账户").check()
        own.press("确认付款")
        own.at("医院付款")
        assert "您已确认，等医院收款" in own.text()
        number = self._number(order, told)
        assert number in own.text()
        given = order.payment(told, ecAuthCode="null", payAuthNo=number)
        paid = order.system.call("6202", given).output["data"]
        assert paid["feeSumamt"] == 70 and paid["psnAcctPay"] == 0
        own.press("看结果")
        own.at("医院付款")
        assert "付款完成" in own.text()
        address = own.page.url
        own.tap("看账单")
        own.at("德阳演示人民医院")
        assert order.system.call("6203", order.refund(told, paid)).code == 0
        own.page.goto(address)
        own.at("医院付款")
        assert "已全部退回" in own.text() and "退 70.00 元" in own.text()
        assert not own.findings, audit.listed(own.findings)
        self._is_refused(own, order, phone(cookies=self._cookies(own), javascript=False))

    def _is_refused(self, own, order, plain):
        told = order.system.call("6201", order.upload()).output["data"]
        plain.page.goto("/me/todos/")
        plain.page.locator("main a").filter(has_text="医院付款").first.click()
        plain.unlock(WHO)
        plain.at("确认这笔医院付款吗？")
        plain.press("不同意")
        plain.at("医院付款")
        assert "您已拒绝，没有付款" in plain.text()
        assert self._number(order, told) == ""

    def _number(self, order, told):
        answer = order.system.call("6301", order.question(told)).output["data"]
        return answer.get("extData", {}).get("payAuthNo", "")

    def _cookies(self, own):
        return own.page.context.storage_state()

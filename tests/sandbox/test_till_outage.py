"""断网模式 at the till: bills are kept without a network and sent when it is back (feature 21)."""

import time

import pytest

from settlement.models import OfflineBill
from tests.factories import offline
from vouchers.services import offline_passes
from yibao.sandbox.till import passes

from .test_till import TILL, Browser, _scanned, browser, empty  # noqa: F401

PAGE = f"{TILL}offline/"


@pytest.fixture
def text(browser):  # noqa: F811
    """The pass of an employee, taken while there was a network."""
    from accounts.models import Person
    from yibao.sandbox.demo.neighbours import person

    owner = Person.objects.get(psn_no=person("employee").psn_no)
    return offline_passes.issue(by=owner.user, sign_in=offline.device_of(owner.user)).text


def kept(site: Browser, text: str, **more: str) -> str:
    said = {
        "offline_pass": text,
        "code": "XA03FAA006A001042222",
        "cnt": "2",
        "pric": "16.20",
        "cash": "0.00",
        "declaration": "on",
    }
    return site.send(PAGE, **said | more)


class TestTill:
    def test_keeps_bills_and_sends_them_when_the_network_is_back(self, browser, text):  # noqa: F811
        _scanned(browser, "employee")
        assert "还没有记账" in browser.open(PAGE)
        assert "签名不对" in kept(browser, text[:-8] + "AAAAAAAA")
        assert "应以 YBO1. 开头" in kept(browser, "YBP1.x")
        assert "要先确认没有网络" in kept(browser, text, declaration="")
        assert "金额请写成" in kept(browser, text, cash="１")
        page = kept(browser, text)
        assert "32.40 元" in page and "没上传" in page and not OfflineBill.objects.exists()
        page = browser.send(f"{PAGE}upload/")
        assert "已上传，在核对" in page and OfflineBill.objects.count() == 1
        offline.check_all()
        page = browser.open(PAGE)
        bill = OfflineBill.objects.select_related("settlement").get()
        assert bill.settlement.setl_id in page and "已结算" in page
        assert "已上传" not in page and "没上传" not in page


class TestPass:
    KEYS = [{"kid": "k", "state": "active", "public_key": "A" * 43}]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "应以 YBO1."),
            ("YBO1." + "A" * 50 + "." + "B" * 86, "读不出来"),
            (
                "YBO1."
                + "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEy"
                + "."
                + "B" * 86,
                "读不出来",
            ),
        ],
    )
    def test_that_is_none_is_refused_with_words(self, text, words):
        with pytest.raises(passes.PassRefused, match=words):
            passes.judge(text, keys=self.KEYS, revoked=[], now=int(time.time()))

"""From a bill to an answer: ask, an officer looks, read it; then a paper that anybody checks."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import papers

from . import audit, people
from .conftest import DESK
from .test_accessibility import sign_in

pytestmark = pytest.mark.browser
(WHO,) = people.of(__name__)
#: Which case was opened for a doubt.
FIND = (
    "from settlement.models import Dispute;"
    "print('case', Dispute.objects.select_related('case').get(ref={ref!r}).case.ref)"
)
SENTENCE = "血常规多记了一次，医院会把钱退给您。"


def photo(name: str, key: str) -> dict:
    """A photo as the phone hands it over; no other walk has the same one."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": papers.photo_of(key)}


class TestDoubt:
    def test_is_asked_answered_and_read_and_the_paper_is_checked(self, phone, till, stack, context):
        citizen, clerk = phone(audit=audit.citizen), till()
        citizen.log_in(WHO)
        number = self._pay(citizen, clerk)
        ref = self._ask(citizen, number)
        self._answer(stack, context, ref)
        self._read(citizen, ref)
        self._check_paper(phone, citizen, number)
        assert not citizen.findings, audit.listed(citizen.findings)

    def _pay(self, citizen, clerk) -> str:
        digits = citizen.show_code(WHO)
        clerk.open("clinic1")
        clerk.scan(digits)
        clerk.open_visit()
        clerk.add("血常规（五分类）", "2")
        clerk.quote()
        clerk.settle()
        return clerk.number()

    def _ask(self, citizen, number) -> str:
        citizen.goto("/bills/")
        citizen.at("账单")
        citizen.page.locator(f"a[href='/bills/{number}/']").click()
        citizen.tap("为什么是这个数")
        citizen.at("为什么是这个数")
        citizen.tap("我有疑问")
        citizen.at("对这笔账有疑问")
        citizen.press("提交")
        expect(citizen.page.get_by_role("alert")).to_contain_text("请选哪里不对")
        citizen.page.get_by_label("数量或单价不对").check()
        citizen.page.get_by_label("想说明的话").fill("只抽了一次血")
        citizen.page.get_by_label("照片").set_input_files(photo("收据.jpg", "doubt-one"))
        citizen.press("提交")
        citizen.at("账单疑问")
        self._photos(citizen)
        assert "医保局正在核查" in citizen.text() and "最迟" in citizen.text()
        return re.search(r"/disputes/([A-Z0-9]+)/", citizen.page.url)[1]

    def _photos(self, citizen) -> None:
        """The one that came with the question; one more, which is taken away again."""
        first = citizen.page.get_by_alt_text("您放的第 1 张照片")
        expect(first).to_have_js_property("complete", True)
        citizen.page.get_by_label("再加一张照片").set_input_files(photo("清单.jpg", "doubt-two"))
        citizen.press("加这张照片")
        expect(citizen.page.locator("main")).to_contain_text("已放 2 张")
        citizen.press("删除第 2 张")
        expect(citizen.page.locator("main")).to_contain_text("已放 1 张")

    def _answer(self, stack, context, ref) -> None:
        said = stack.manage("shell", "-v", "0", "-c", FIND.format(ref=ref))
        case = re.search(r"^case (\S+)$", said, re.MULTILINE)[1]
        page = context(viewport=DESK, javascript=False).new_page()
        page.goto("/admin/")
        sign_in(page, stack, "reviewer1")
        page.goto(f"/admin/review/case/{case}/")
        page.get_by_role("button", name="领取").click()
        expect(page.locator("main, #content").first).to_contain_text("只抽了一次血")
        shown = page.locator("image[href^='/disputes/photos/']").first
        expect(shown).to_be_attached()
        picture = page.request.get(shown.get_attribute("href"))
        assert picture.status == 200 and picture.headers["content-type"] == "image/jpeg"
        for line in page.locator("input[name=checks]").all():
            line.check()
        page.locator("#kind-APPROVE").check()
        page.locator("#text").fill(SENTENCE)
        page.locator("button[name=act][value=stay]").click()
        expect(page.locator("main, #content").first).to_contain_text("已通过")

    def _read(self, citizen, ref) -> None:
        citizen.page.goto("/messages/")
        expect(citizen.page.locator("main")).to_contain_text("这笔账要改正")
        citizen.page.goto(f"/disputes/{ref}/")
        citizen.at("账单疑问")
        assert SENTENCE in citizen.text()

    def _check_paper(self, phone, citizen, number) -> None:
        """Whoever holds the paper types the code, without a login."""
        citizen.page.goto(f"/bills/{number}/print/")
        citizen.at("医疗保障结算单")
        code = citizen.page.locator(".yb-sheet__check strong").inner_text()
        stranger = phone(javascript=False)
        stranger.page.goto("/verify/")
        stranger.at("核对打印件")
        stranger.page.get_by_label("核对码").fill(code.lower())
        stranger.press("核对")
        stranger.at("核对结果")
        assert "这张单子是真的" in stranger.text() and number in stranger.text()

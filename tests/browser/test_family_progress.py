"""A request on its way: mended in one place without a script, refused and looked at again (B5)."""

import re

import pytest

from tests.factories import papers

from . import audit, people
from .phone import Phone

pytestmark = pytest.mark.browser
HOLDER, MENDED, OTHER, REFUSED = people.of(__name__)
SCENE = "from tests.factories import scenes; print('seeded', scenes.{what}({phone!r}, {no!r}))"


@pytest.fixture
def scene(stack):
    """Bring a request for a child to a point; answers its reference."""

    def make(what: str, holder: str, child: str) -> str:
        words = {"phone": stack.person(holder)["phone"], "no": stack.person(child)["certno"]}
        said = stack.manage("shell", "-v", "0", "-c", SCENE.format(what=what, **words))
        return re.search(r"^seeded (\S+)$", said, re.MULTILINE)[1]

    return make


class TestReturned:
    def test_is_mended_in_one_place(self, phone, scene, tmp_path):
        """Feature 35: one page again, nothing else; without a script."""
        ref = scene("sent_back", HOLDER, MENDED)
        own = phone(javascript=False)
        own.log_in(HOLDER)
        looker = self.the_same_person(own, phone, tmp_path)
        self.looks_around(looker, ref)
        own.tap("申请要补材料")
        own.at("补材料")
        assert "还没补" in own.text() and "您原来交的" in own.text()
        own.press("重新提交")
        own.at("补材料")
        assert "还不能提交" in own.text()
        self.takes_the_picture_again(own)
        own.press("重新提交")
        own.at("亲情账户申请")
        assert "已重新提交" in own.text() and "已补交材料" in own.text()
        self.takes_it_back(own)
        assert not looker.findings, audit.listed(looker.findings)

    def the_same_person(self, own: Phone, phone, tmp_path) -> Phone:
        """A second tab of the same phone, with a script, in which pages are looked at."""
        cookies = tmp_path / "cookies.json"
        own.page.context.storage_state(path=cookies)
        return phone(audit=audit.once(audit.citizen), cookies=cookies)

    def looks_around(self, looker: Phone, ref: str) -> None:
        """The list, the progress, the receipt, both rights, and what is wrong."""
        looker.page.goto("/family/")
        looker.at("亲情账户")
        looker.tap("谁能为谁做什么")
        looker.at("谁能为谁做什么")
        looker.tap("有什么不同")
        looker.at("有什么不同")
        looker.page.goto(f"/help/binding-not-working/?member={ref}")
        looker.at("绑定了却用不了")
        assert "等您补材料" in looker.text()
        looker.page.locator("main").get_by_role("link", name="补材料").first.click()
        looker.at("补材料")
        looker.page.goto(f"/family/requests/{ref}/")
        looker.at("亲情账户申请")
        assert looker.page.get_by_role("button", name="复制申请号").is_visible()
        looker.tap("打印办理回执")
        looker.at("办理回执")
        looker.page.goto(f"/family/requests/{ref}/withdraw/")
        looker.at("撤回")

    def takes_the_picture_again(self, own: Phone) -> None:
        own.tap("重拍这一张")
        own.at("出生医学证明")
        photo = {"name": "new.jpg", "mimeType": "image/jpeg", "buffer": papers.photo(seed=11)}
        own.page.locator("input[type=file]").first.set_input_files(photo)
        own.page.locator("main form:has(input[type=file]) button").first.click()
        own.at("出生医学证明")
        own.keep_photo()
        own.at("补材料")
        assert "已补好" in own.text()

    def takes_it_back(self, own: Phone) -> None:
        own.tap("撤回申请")
        own.at("撤回")
        own.press("撤回申请")
        own.at("亲情账户申请")
        assert "您撤回了这件申请" in own.text()


class TestRefused:
    def test_is_looked_at_again_by_another(self, phone, scene):
        """P184: once, with a date."""
        ref = scene("refused", OTHER, REFUSED)
        own = phone(audit=audit.once(audit.citizen))
        own.log_in(OTHER)
        own.page.goto("/family/")
        own.at("亲情账户")
        assert "最近没办成的" in own.text()
        own.page.goto(f"/family/requests/{ref}/")
        own.at("亲情账户申请")
        assert "这次没有通过" in own.text()
        own.tap("对结果有疑问")
        own.at("对结果有疑问")
        own.press("提交复核")
        own.at("对结果有疑问")
        assert "请写清楚您觉得哪里不对" in own.text()
        own.page.get_by_label("您觉得哪里不对").fill("出生医学证明上写着我的名字，请再看一次。")
        own.press("提交复核")
        own.at("亲情账户申请")
        assert "正在复核" in own.text() and "复核中，由另一位审核员看" in own.text()
        assert not own.findings, audit.listed(own.findings)

"""The developer portal: from the registration to the first settlement and on (ux.md 9, T75–T80)."""

import re
import time
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from . import audit, pages
from .conftest import DESK, SMALL_PHONE
from .stack import free_port
from .test_accessibility import Traffic
from .vendor import PASSWORD, PLACES, Developer, Systems, one_time_code

pytestmark = pytest.mark.browser


@pytest.fixture
def developer(context, stack):
    """A browser of somebody of a vendor: ``developer(audit=…)``, and as a context."""

    def make(audit=None, **wishes) -> Developer:
        assert audit is None or wishes.get("javascript", True)
        return Developer(context(**({"viewport": DESK} | wishes)).new_page(), stack, audit)

    return make


def look_at(who: Developer, addresses) -> list[str]:
    """Findings of these pages, and what they fetched from elsewhere."""
    traffic, found = Traffic(who.page, who.stack.url), []
    for address in addresses:
        who.page.goto(address)
        found += audit.citizen(who.page)
        assert who.page.url.split("?")[0].endswith(address.split("?")[0]), address
    return found + traffic.foreign + traffic.complaints


class TestVendor:
    """One vendor, whose people and programs do everything once."""

    email = f"{uuid4().hex[:12]}@walk.example"

    def test_connects_from_nothing(self, developer, stack, tmp_path):
        owner = developer(audit=audit.citizen)
        secret = owner.register("德阳演示软件", self.email)
        self._wait_for_the_sandbox(owner)
        places = owner.places()
        client = places[PLACES["hospital"]][1]
        systems = Systems(stack, tmp_path, client, self._rotate(owner, stack, client))
        number = self._is_told(owner, systems)
        self._reads_the_log(owner)
        self._calls_by_hand(owner, systems, number)
        self._plays_people(owner, developer)
        self._tests_itself(owner, systems, places)
        self._invites(owner, developer)
        self._signs_in_again(owner, secret)
        found = owner.findings
        for size in (DESK, SMALL_PHONE):
            owner.page.set_viewport_size(size)
            found += look_at(owner, [*pages.DEVELOPER, *self._entries(owner)])
        assert not found, audit.listed(found)

    def _wait_for_the_sandbox(self, owner) -> None:
        first = owner.page.get_by_role("listitem").filter(has_text="沙箱备好")
        owner.look_until(first, "完成")
        expect(owner.page.locator("main")).to_contain_text("未做 建一个密钥")

    def _rotate(self, owner, stack, client) -> str:
        """A second key beside the first, then the first ends; each is shown once (T75)."""
        old, new = owner.new_key(client, "旧服务器"), owner.new_key(client, "新服务器")
        owner.go("密钥")
        owner.at("密钥")
        assert old not in owner.page.content() and new not in owner.page.content()
        table = owner.page.get_by_role("region").filter(has_text="旧服务器")
        expect(table).to_contain_text(old[-4:])
        expect(table).to_contain_text(new[-4:])
        table.get_by_role("row").filter(has_text="旧服务器").get_by_role("link").click()
        owner.at("作废密钥“旧服务器”")
        owner.press("作废")
        owner.at("密钥")
        expect(owner.page.get_by_role("region").filter(has_text="旧服务器")).to_have_count(0)
        assert stack.token({"client_id": client, "client_secret": new})
        return new

    def _is_told(self, owner, systems) -> str:
        """An address for messages, a settlement, its message, and the message again."""
        port = free_port()
        owner.go("通知")
        owner.at("通知地址")
        owner.tap("添加地址")
        owner.at("添加通知地址")
        owner.page.get_by_label("应用").select_option(systems.keys["client_id"])
        owner.page.get_by_label("地址", exact=True).fill(f"http://127.0.0.1:{port}/told")
        owner.page.get_by_label("结算完成").check()
        owner.press("添加地址")
        owner.at("请存好密钥")
        secret = owner.page.locator("main dd.dev-word").nth(1).inner_text()
        owner.tap("存好了")
        owner.at("投递记录")
        receiver = systems.receiver(secret, port)
        try:
            number = systems.first_settlement()
            line = receiver.stdout.readline()
            assert line.startswith("settlement.settled") and number in line
            self._sends_again(owner)
        finally:
            receiver.kill()
            receiver.wait()
        return number

    def _sends_again(self, owner) -> None:
        row = owner.page.get_by_role("region", name="投递").locator("tbody tr")
        owner.look_until(row, "已送到", 60)
        row.first.get_by_role("link").click()
        owner.at("一次投递")
        tries = owner.page.get_by_role("region", name="每次尝试").locator("tbody tr")
        expect(tries).to_have_count(1)
        expect(tries).to_contain_text("204")
        owner.press("重新投递")
        owner.at("一次投递")
        owner.look_until(tries.nth(1), "204", 60)

    def _reads_the_log(self, owner) -> None:
        """Every call stands there; one is opened and can be copied as curl (P176)."""
        owner.go("请求记录")
        owner.at("请求记录")
        owner.page.get_by_text("筛选").first.click()
        owner.page.locator("input[name=path]").fill("/settlements/")
        owner.page.locator("main").get_by_role("button", name="筛选").click()
        owner.at("请求记录")
        row = (
            owner.page.get_by_role("region", name="请求")
            .locator("tbody tr")
            .filter(has_text="重放")
        )
        row.first.get_by_role("link").click()
        owner.at("一次请求")
        command = owner.page.locator("pre.dev-code").last.inner_text()
        assert command.startswith("curl --request POST ") and "Idempotency-Key: settle-" in command
        assert '"Authorization: Bearer $TOKEN"' in command

    def _calls_by_hand(self, owner, systems, number) -> None:
        """Swagger UI opens for a key of the sandbox only; without it a form makes a command."""
        page, sent = owner.page, []
        traffic = Traffic(page, owner.stack.url)
        page.on("request", lambda one: sent.append(one.url))
        owner.go("在线调试")
        owner.at("在线调试")
        page.get_by_label("应用").select_option(systems.keys["client_id"])
        key = page.get_by_label("沙箱密钥")
        key.fill("yb_live_" + 48 * "0")
        owner.press("打开接口")
        expect(page.get_by_role("alert")).to_contain_text("正式环境的密钥，这里不收")
        expect(key).to_have_value("")
        assert not [one for one in sent if "/oauth/" in one]
        key.fill(systems.keys["client_secret"])
        owner.press("打开接口")
        call = page.locator("[id$='-get_sandbox_people']")
        call.locator(".opblock-summary-control").click()
        call.get_by_role("button", name="发送").click()
        expect(call.locator(".live-responses-table .response-col_status").last).to_contain_text(
            "200"
        )
        owner.findings += audit.citizen(page)
        assert not traffic.foreign + traffic.complaints
        page.reload()
        page.locator("main a[href='/dev/try/get_settlements_by_setl_id/']").click()
        page.get_by_label("setl_id").fill(number)
        owner.press("得到命令")
        command = page.locator("#command").inner_text()
        assert number in systems.run(command)

    def _plays_people(self, owner, developer) -> None:
        """A test person's code and phone, the clock, and starting over."""
        owner.go("沙箱")
        owner.at("沙箱")
        owner.page.get_by_role("button", name=re.compile("^出示医保码")).first.click()
        owner.at("沙箱")
        assert len(owner.page.locator("#code").inner_text()) == 28
        owner.page.get_by_role("button", name=re.compile("^打开手机")).first.click()
        owner.at("沙箱")
        link = owner.page.get_by_role("link", name="打开", exact=True).get_attribute("href")
        phone = developer()
        phone.page.goto(link)
        phone.at("模拟手机")
        phone.press("进入")
        phone.at("您好")
        owner.go("测试时钟")
        owner.at("测试时钟")
        owner.press("加 1 天")
        owner.look_until(owner.page.get_by_role("status"), "就绪")
        expect(owner.page.locator(".dev-who")).to_contain_text("测试时钟")
        owner.press("回到实际时间")
        owner.look_until(owner.page.get_by_role("status"), "就绪")
        owner.go("沙箱")
        owner.at("沙箱")
        owner.press("恢复数据")
        owner.at("沙箱")
        owner.look_until(owner.page.get_by_role("status"), "就绪")

    def _tests_itself(self, owner, systems, places) -> None:
        """A run that is not finished ends in a report which says so, and does not let go live."""
        owner.go("上线自测")
        owner.at("上线自测")
        owner.press("开始自测")
        owner.at("上线自测")
        systems.sample_his(places, "sign_in", "outpatient")
        owner.page.reload()
        expect(owner.page.locator("#outpatient .yb-tag")).to_have_text("通过")
        owner.press("出具报告")
        owner.at("上线自测")
        with owner.page.expect_download() as file:
            owner.page.get_by_role("link", name="JSON").click()
        owner.tap("核对一份报告的签名")
        owner.at("核对自测报告")
        owner.page.get_by_label("报告").set_input_files(file.value.path())
        owner.press("核对")
        expect(owner.page.get_by_role("status")).to_contain_text("真")
        owner.page.goto("/dev/go-live/")
        owner.at("申请上线")
        expect(owner.page.locator("main")).to_contain_text("还没有全部通过的自测报告")
        expect(owner.page.get_by_role("button", name="提交")).to_have_count(0)

    def _invites(self, owner, developer) -> None:
        """A link for one person, who may look and change nothing, until taken out (T78)."""
        owner.go("成员")
        owner.at("成员和权限")
        owner.page.get_by_label("邮箱").fill(f"viewer-{self.email}")
        owner.page.locator("input[name=role][value=VIEWER]").check()
        owner.press("邀请")
        owner.at("成员和权限")
        link = owner.page.locator("main > p .dev-word").first.inner_text()
        viewer = developer()
        viewer.page.goto(link)
        viewer.at("接受邀请")
        viewer.choose_password()
        viewer.press("加入")
        viewer.take_authenticator()
        viewer.go("密钥")
        viewer.at("密钥")
        expect(viewer.page.get_by_role("link", name="新建密钥")).to_have_count(0)
        assert viewer.page.goto("/dev/keys/new/").status == 403
        owner.page.goto("/dev/team/")
        row = owner.page.get_by_role("row").filter(has_text=f"viewer-{self.email}")
        row.get_by_role("button", name="移出").click()
        owner.at("成员和权限")
        expect(owner.page.locator("main")).not_to_contain_text(f"viewer-{self.email}")
        viewer.page.goto("/dev/keys/")
        viewer.at("登录开放平台")

    def _signs_in_again(self, owner, secret) -> None:
        owner.go("控制台")
        owner.press("退出登录")
        owner.at("开放平台")
        owner.page.goto("/dev/logs/")
        owner.at("登录开放平台")
        near = {one_time_code(secret, ahead=steps) for steps in (-1, 0, 1)}
        self._tells_who_it_is(owner, ({"000000", "111111", "222222", "333333"} - near).pop())
        expect(owner.page.get_by_role("alert")).to_be_visible()
        time.sleep(2)  # after a wrong one the authenticator rests for a second
        self._tells_who_it_is(owner, one_time_code(secret, ahead=1))
        owner.at("请求记录")

    def _tells_who_it_is(self, owner, token) -> None:
        owner.page.get_by_label("邮箱").fill(self.email)
        owner.page.get_by_label("密码", exact=True).fill(PASSWORD)
        owner.page.get_by_label("动态口令").fill(token)
        owner.page.locator("main").get_by_role("button", name="登录").click()

    def _entries(self, owner) -> list[str]:
        """Of every list, the first entry's page."""
        found = []
        for index, start in pages.DEVELOPER_LISTS.items():
            owner.page.goto(index)
            links = owner.page.locator(f"main a[href^='{start}']:not([href$='/add/'])")
            found.append(links.first.get_attribute("href"))
        return found


class TestWithoutScript:
    """Every form of the way works as a form, on the smallest screen."""

    def test_registers_makes_a_key_and_begins(self, developer):
        owner = developer(viewport=SMALL_PHONE, javascript=False)
        owner.register("旌阳演示药店软件", f"{uuid4().hex[:12]}@walk.example")
        first = owner.page.get_by_role("listitem").filter(has_text="沙箱备好")
        owner.look_until(first, "完成")
        client = owner.places()[PLACES["pharmacy"]][1]
        assert len(owner.new_key(client, "药店服务器")) > len("yb_test_")
        owner.page.goto("/dev/webhooks/add/")
        owner.press("添加地址")
        expect(owner.page.locator("main")).to_contain_text("请至少选一种通知")
        owner.page.get_by_label("地址", exact=True).fill(f"http://127.0.0.1:{free_port()}/")
        owner.page.get_by_label("结算完成").check()
        owner.press("添加地址")
        owner.at("请存好密钥")
        owner.tap("存好了")
        owner.press("暂停")
        expect(owner.page.get_by_role("button", name="恢复")).to_be_visible()
        owner.go("测试时钟")
        owner.press("加 1 分钟")
        owner.look_until(owner.page.get_by_role("status"), "就绪")
        expect(owner.page.get_by_role("region", name="发生了什么")).to_contain_text("拨到")
        owner.go("上线自测")
        owner.press("开始自测")
        expect(owner.page.locator("main")).to_contain_text("通过 0 个")
        owner.go("在线调试")
        owner.tap("扫码")
        owner.press("得到命令")
        expect(owner.page.locator("#command")).to_contain_text("Idempotency-Key")
        self._reads(owner)

    def _reads(self, owner) -> None:
        """What everybody may read, from the menu on."""
        for word, heading in (("文档", "指南"), ("接口参考", "接口参考"), ("错误码", "错误码")):
            owner.page.goto("/dev/")
            owner.go(word)
            owner.at(heading)
        for word in ("15 分钟接通", "示例代码", "更新", "运行状态"):
            owner.page.goto("/dev/docs/")
            owner.tap(word)
            owner.at(word)

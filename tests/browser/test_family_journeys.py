"""The family account from end to end: a newborn, all places taken, growing up (P48, P67, P83)."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.factories import papers

from . import audit, people
from .phone import Phone
from .test_code import later
from .test_family_consent import _show_face

pytestmark = pytest.mark.browser
FATHER, MOTHER, BABY, FULL, _, _, PARENT, TEEN = people.of(__name__)
BIRTH = "S510600030"
GROW = "from family.services import handover; handover.run(by=None)"


def second_tab(own: Phone, phone, folder: Path) -> Phone:
    """Of a phone without script: a tab with one, in which pages are looked at."""
    own.page.context.storage_state(path=folder / "cookies.json")
    return phone(audit=audit.once(audit.citizen), cookies=folder / "cookies.json")


def look(looker: Phone, own: Phone, heading: str) -> None:
    """The page of the other tab, looked at."""
    looker.page.goto(own.page.url)
    looker.at(heading)


class TestNewborn:
    """P67, P74: no papers but the number of the certificate; a phone without script."""

    def test_is_bound_the_same_day_by_the_mothers_face(self, phone, stack, tmp_path):
        own = phone(javascript=False)
        own.log_in(FATHER)
        looker = second_tab(own, phone, tmp_path)
        self._begins(own)
        self._thinks_again(own, looker)
        self._begins(own)
        self._copies_the_certificate(own, looker, stack.person(MOTHER))
        own.at("请妈妈本人刷脸")
        assert stack.person(BABY)["name"] not in own.text()
        look(looker, own, "请妈妈本人刷脸")
        _show_face(own)
        own.at("家人的参保地")
        own.press("继续")
        self._signs_on_paper(own)
        self._sends(own, looker)
        assert not looker.findings, audit.listed(looker.findings)

    def _begins(self, own: Phone) -> None:
        own.page.goto("/family/add/")
        own.at("添加家人前请看")
        own.page.get_by_role("link", name="开始", exact=True).click()
        own.unlock(FATHER)
        own.at("家庭成员添加告知书")
        own.page.get_by_label("我已看完").check()
        own.press("同意并继续")
        own.at("家人的姓名、身份证号和关系")

    def _thinks_again(self, own: Phone, looker: Phone) -> None:
        own.page.goto("/family/add/")
        own.tap("不要了，重新开始")
        own.at("删掉没交的申请")
        look(looker, own, "删掉没交的申请")
        own.press("删掉，不办了")
        own.at("添加家人前请看")
        assert "已删掉" in own.page.content()

    def _copies_the_certificate(self, own: Phone, looker: Phone, mother: dict[str, str]) -> None:
        own.tap("新生儿，用出生医学证明办")
        own.at("用出生医学证明办")
        look(looker, own, "用出生医学证明办")
        own.page.get_by_label("出生医学证明编号").fill(BIRTH[:-1])
        own.page.get_by_label("妈妈的姓名").fill(mother["name"])
        own.page.get_by_label("妈妈的身份证号").fill(mother["certno"])
        own.press("继续")
        own.at("用出生医学证明办")
        assert "编号应为 1 个字母加 9 位数字" in own.text()
        own.page.get_by_label("出生医学证明编号").fill(BIRTH)
        own.page.get_by_label("妈妈的身份证号").fill(mother["certno"])
        own.press("继续")

    def _signs_on_paper(self, own: Phone) -> None:
        own.at("个人承诺书")
        own.tap("打印出来，签字后拍照")
        own.tap("去拍签好的承诺书")
        own.at("拍签好的承诺书")
        sheet = {"name": "signed.jpg", "mimeType": "image/jpeg", "buffer": papers.photo(seed=23)}
        own.page.locator("input[type=file]").first.set_input_files(sheet)
        own.press("上传")
        own.at("拍签好的承诺书")
        own.keep_photo()
        own.at("打印出来签字")
        own.press("签好了")

    def _sends(self, own: Phone, looker: Phone) -> None:
        own.at("请核对后提交")
        look(looker, own, "请核对后提交")
        own.page.get_by_label("以上内容和材料都是真的").check()
        own.press("确认提交审核")
        own.at("已提交")
        assert "已经绑定，可以出示家人的医保码了" in own.text()
        look(looker, own, "已提交")
        own.tap("看进度")
        own.at("亲情账户申请")
        own.page.goto("/family/")
        card = own.page.locator("li.yb-card", has_text="女儿")
        card.get_by_role("link", name="出示医保码").click()
        own.unlock(FATHER)
        own.at("的医保码")
        assert len(own.digits()) == 28


class TestFullHolder:
    """P48, P79: five of five, the reason and the way out; a phone without script."""

    def test_finds_the_way_out_without_script(self, phone, stack, tmp_path):
        own = phone(javascript=False)
        own.log_in(FULL)
        looker = second_tab(own, phone, tmp_path)
        self._is_full(own, looker)
        self._shows_a_code(own)
        self._ends_one(own, looker)
        assert "已满" not in own.text()
        own.page.locator("main").get_by_role("link", name="添加家人").click()
        own.at("添加家人前请看")
        assert "已有 4 位" in own.text()
        looker.page.goto("/family/rules/")
        looker.at("自动核对看什么")
        assert not looker.findings, audit.listed(looker.findings)

    def _is_full(self, own: Phone, looker: Phone) -> None:
        own.page.goto("/family/")
        own.at("亲情账户")
        assert "已满，先解除一位才能添加" in own.text()
        assert own.page.get_by_role("link", name="添加家人").count() == 0
        look(looker, own, "亲情账户")
        own.page.goto("/family/add/notice/")  # by an old bookmark
        own.unlock(FULL)
        own.at("名额满了")
        assert "请先解除一位，或撤回一件申请" in own.text()
        look(looker, own, "名额满了")
        own.tap("看我的家人")
        own.at("亲情账户")

    def _shows_a_code(self, own: Phone) -> None:
        card = own.page.locator("li.yb-card", has_text="妻子")
        card.get_by_role("link", name="出示医保码").click()
        own.unlock(FULL)
        own.at("的医保码")
        before = own.digits()
        own.press("立即换新码")
        own.at("的医保码")
        assert own.digits() != before
        own.tap("扫不出来")
        own.at("的医保码")
        own.tap("换回二维码")
        own.at("的医保码")
        own.page.goto("/family/")

    def _ends_one(self, own: Phone, looker: Phone) -> None:
        card = own.page.locator("li.yb-card", has_text="儿子")
        card.get_by_role("link", name="详情").click()
        own.at("（儿子）")
        own.tap("使用记录")
        own.at("的使用记录")
        own.page.go_back()
        own.tap("解除绑定")
        own.at("解除和")
        look(looker, own, "解除和")
        own.press("解除绑定")
        own.at("亲情账户")
        assert "名额空出来了" in own.page.content()


class TestSixteen:
    """P83: before, on the birthday, and after the young person's own word."""

    def test_makes_the_display_the_young_persons_own(self, phone, stack):
        holder, young = phone(), phone()
        holder.audit = young.audit = audit.once(audit.citizen)
        with later(stack, self._seconds_to_the_birthday(stack)):
            stack.manage("shell", "-v", "0", "-c", GROW)
            holder.log_in(PARENT)
            self._has_a_date(holder)
            self._arrives(young)
            self._agrees(young)
            holder.page.goto("/family/")
            holder.at("亲情账户")
            assert "要本人同意" not in self._card(holder).inner_text()
        assert not holder.findings + young.findings, audit.listed(holder.findings + young.findings)

    def _seconds_to_the_birthday(self, stack) -> int:
        born = datetime.strptime(stack.person(TEEN)["certno"][6:14], "%Y%m%d")
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        turns = born.replace(year=born.year + 16, tzinfo=now.tzinfo)
        return int((turns + timedelta(minutes=1) - now).total_seconds())

    def _card(self, holder: Phone):
        return holder.page.locator("li.yb-card", has_text="儿子")

    def _has_a_date(self, holder: Phone) -> None:
        """The holder may show on for the time of grace, and sees until when."""
        holder.page.goto("/family/")
        holder.at("亲情账户")
        assert "满 16 岁了，要本人同意" in self._card(holder).inner_text()
        self._card(holder).get_by_role("link", name="详情").click()
        holder.at("（儿子）")
        assert "余额和一年花费" not in holder.text()
        holder.tap("出示医保码")
        holder.unlock(PARENT)
        holder.at("的医保码")
        expect(holder.picture()).to_be_visible()

    def _arrives(self, young: Phone) -> None:
        """The first own login of somebody whose code others showed so far."""
        person = young.stack.person(TEEN)
        young.page.goto("/accounts/register/")
        young.prove_phone(person["phone"])
        young.at("您的姓名和身份证号")
        young.page.get_by_label("姓名").fill(person["name"])
        young.page.get_by_label("身份证号").fill(person["certno"])
        young.press("继续")
        young.at("请核对您的信息")
        young.press("确认无误")
        young.at("刷脸前请看")
        young.page.get_by_label("我已看过").check()
        young.press("同意并开始")
        young.at("刷脸")
        young.page.get_by_label("演示：通过").check()
        young.press("开始比对")
        young.at("验证通过")

    def _agrees(self, young: Phone) -> None:
        young.page.goto("/family/bound-by/")
        young.at("谁绑定了我")
        young.page.goto("/family/authorise/")
        young.at("家人请您同意")
        young.tap("看清楚再决定")
        young.at("请您同意")
        assert "您满 16 岁了，要不要继续，由您自己决定" in young.text()
        assert not young.page.get_by_label(re.compile("也让对方看")).is_checked()
        young.press("同意，去刷脸")
        young.at("刷脸同意")
        _show_face(young)
        young.at("请您同意")
        assert "您已同意" in young.text()

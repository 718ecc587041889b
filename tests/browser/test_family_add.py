"""Adding a child by the birth certificate, up to the number of the request; also without script."""

import io
import re

import pytest
from PIL import Image, ImageDraw

from . import audit, people
from .conftest import SMALL_PHONE

pytestmark = pytest.mark.browser
MOTHER, DAUGHTER, FATHER, SON = people.of(__name__)
SLOT = re.compile("出生医学证明")


def paper() -> dict[str, object]:
    """A photo of a sheet with lines of print."""
    sheet = Image.new("RGB", (1400, 1000), (246, 244, 238))
    pen = ImageDraw.Draw(sheet)
    for line in range(30):
        pen.text((120, 60 + line * 30), f"BIRTH CERTIFICATE {line:02d} " * 6, fill=(20, 20, 20))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=88)
    return {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


class TestAdding:
    """P59–P67, wireframe 4: every primary action of the wizard."""

    def test_a_child_in_large_letters_with_the_finger(self, phone, stack):
        citizen = phone(audit=audit.citizen, viewport=SMALL_PHONE)
        citizen.log_in(MOTHER)
        citizen.choose_size("长辈版")
        self._begin(citizen, MOTHER)
        self._name(citizen, stack.person(DAUGHTER))
        self._choose_paper(citizen)
        citizen.page.locator("input[type=file]").first.set_input_files(paper())
        citizen.page.get_by_role("group", name="四个角都拍进去了吗").wait_for()
        citizen.at("拍出生医学证明")
        citizen.keep_photo()
        self._go_on_from_papers(citizen)
        self._sign_by_finger(citizen)
        self._change_place(citizen)
        number = self._send(citizen)
        citizen.page.reload()
        assert number in citizen.text()
        assert not citizen.findings, audit.listed(citizen.findings)

    def test_another_child_without_script(self, phone, stack):
        citizen = phone(javascript=False)
        citizen.log_in(FATHER)
        self._begin(citizen, FATHER)
        self._name(citizen, stack.person(SON))
        citizen.page.goto("/")
        assert "还没交完" in citizen.text()
        citizen.page.goto("/family/add/")
        citizen.tap("接着上次")
        self._choose_paper(citizen)
        citizen.page.locator("input[type=file]").first.set_input_files(paper())
        citizen.press("上传")
        citizen.at("拍出生医学证明")
        citizen.keep_photo()
        self._go_on_from_papers(citizen)
        self._sign_on_paper(citizen)
        self._send(citizen)

    def _begin(self, citizen, who):
        citizen.page.goto("/family/add/")
        citizen.at("添加家人前请看")
        citizen.tap("开始")
        citizen.unlock(who)
        citizen.at("家庭成员添加告知书")
        citizen.press("同意并继续")
        assert "请先看完" in citizen.text()
        citizen.page.get_by_label("我已看完").check()
        citizen.press("同意并继续")

    def _name(self, citizen, child):
        citizen.at("家人的姓名、身份证号和关系")
        citizen.page.get_by_label("家人的姓名").fill(child["name"])
        citizen.page.get_by_label("家人的身份证号").fill(child["certno"])
        citizen.page.get_by_label("子女").check()
        citizen.press("继续")
        citizen.at("家人的参保地")
        assert child["certno"] not in citizen.page.content()
        citizen.press("继续")
        citizen.at("用什么方式证明关系")

    def _choose_paper(self, citizen):
        citizen.page.goto("/family/add/promise/")  # too early: back to what is missing (T34)
        citizen.at("用什么方式证明关系")
        citizen.page.get_by_label("出生医学证明").check()
        citizen.press("继续")
        citizen.at("需要 1 张照片")
        citizen.page.locator("main a.weui-cell", has_text=SLOT).click()
        citizen.at("拍出生医学证明")

    def _go_on_from_papers(self, citizen):
        citizen.at("需要 1 张照片")
        assert "已上传" in citizen.text()
        citizen.tap("继续")
        citizen.at("个人承诺书")

    def _sign_by_finger(self, citizen):
        citizen.press("签好了")
        citizen.at("个人承诺书")
        assert "签名太小或没签" in citizen.text()
        box = citizen.page.locator("[data-sign-box]")
        box.scroll_into_view_if_needed()
        frame, mouse = box.bounding_box(), citizen.page.mouse
        for line in ((0.2, 0.2, 0.7, 0.2), (0.4, 0.1, 0.4, 0.9), (0.2, 0.9, 0.7, 0.8)):
            across = [frame["x"] + part * frame["width"] for part in line[::2]]
            down = [frame["y"] + part * frame["height"] for part in line[1::2]]
            mouse.move(across[0], down[0])
            mouse.down()
            mouse.move(across[1], down[1], steps=6)
            mouse.up()
        citizen.press("签好了")
        citizen.at("请核对后提交")

    def _sign_on_paper(self, citizen):
        citizen.tap("打印出来，签字后拍照")
        citizen.at("打印出来签字")
        letter = citizen.page.get_by_role("link", name="打开承诺书").get_attribute("href")
        assert citizen.page.request.get(letter).body().startswith(b"%PDF")
        citizen.tap("去拍签好的承诺书")
        citizen.at("拍签好的承诺书")
        citizen.page.locator("input[type=file]").first.set_input_files(paper())
        citizen.press("上传")
        citizen.at("拍签好的承诺书")
        citizen.keep_photo()
        citizen.at("打印出来签字")
        citizen.press("签好了")
        citizen.at("请核对后提交")

    def _change_place(self, citizen):
        citizen.page.get_by_role("link", name=re.compile("修改.*参保地")).click()
        citizen.at("家人的参保地")
        citizen.press("继续")
        citizen.at("请核对后提交")

    def _send(self, citizen):
        citizen.page.get_by_label("以上内容和材料都是真的").check()
        citizen.press("确认提交审核")
        citizen.at("已提交")
        assert "最迟" in citizen.text()
        return re.search(r"QH\d{8}-\d{6}", citizen.text()).group()

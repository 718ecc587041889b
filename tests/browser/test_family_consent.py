"""A parent over 16 agrees: on the own phone, and on the holder's without a script (P65, P66, P74).

The requests are made beforehand; what is pressed here is everything that a consent needs.
"""

import re

import pytest

from yibao.dev.processes import wait_until

from . import people
from .audit import citizen as audit
from .audit import once

pytestmark = pytest.mark.browser
HOLDER, ALONE, HERE = people.of(__name__)
SEED = """
from accounts.models import Person
from family.services import consents, reviews
from tests.factories import family as make
people = {{one.psn_no: one for one in Person.objects.filter(psn_no__in={numbers!r})}}
holder = people[{numbers[0]!r}]
for number in {numbers!r}[1:]:
    request = make.make_submitted(
        holder, people[number], "PARENT", state="IN_REVIEW", needs_consent=True
    )
    reviews.passed(by=None, request=request, way="REVIEW")
    print("seeded", request.ref, request.consents.get().ref)
"""


@pytest.fixture
def asked(stack) -> list[tuple[str, str]]:
    """Two requests whose review is passed: references of request and question."""
    numbers = [stack.person(key)["psn_no"] for key in (HOLDER, ALONE, HERE)]
    said = stack.manage("shell", "-v", "0", "-c", SEED.format(numbers=numbers))
    return re.findall(r"^seeded (\S+) (\S+)$", said, re.MULTILINE)


class TestConsent:
    def test_is_given_on_the_own_phone_and_on_the_holders(self, phone, stack, asked, tmp_path):
        (_, question), (request, _) = asked

        own = phone(audit=once(audit))
        _agree_alone(own, question)
        bare = phone(javascript=False)
        bare.log_in(HOLDER)
        bare.page.context.storage_state(path=tmp_path / "holder.json")
        holder = phone(audit=once(audit), cookies=tmp_path / "holder.json")
        for page, heading in (("remind", "等"), ("here", "本人看")):
            holder.page.goto(f"/family/requests/{request}/{page}/")
            holder.at(heading)
        _agree_here(bare, stack, request, question)
        assert own.findings == [] and holder.findings == []


def _agree_alone(own, question: str) -> None:
    """Login, the question, the face; then what the holder may see."""
    page = own.page
    page.goto(f"/family/authorise/{question}/")
    own.prove_phone(own.stack.person(ALONE)["phone"])
    own.at("请先验证是您本人")  # a new device
    own.unlock(ALONE)
    own.at("请您同意")
    assert "不能用您的个人账户" in own.text()
    assert not page.get_by_label(re.compile("也让对方看")).is_checked()
    own.tap("不同意")
    own.at("不同意")
    own.tap("再想想，返回")
    own.at("请您同意")
    own.press("同意，去刷脸")
    own.at("刷脸同意")
    _show_face(own)
    own.at("请您同意")
    assert "您已同意" in own.text()
    own.tap("改能看什么，或解除")
    own.at("能看什么")
    page.get_by_label("每天汇总一次").check()
    own.press("保存")
    own.at("能看什么")
    assert page.get_by_label("每天汇总一次").is_checked()
    page.goto("/family/authorise/")
    own.at("家人请您同意")
    assert "已同意" in own.text()


def _agree_here(holder, stack, request: str, question: str) -> None:
    """Remind; the parent's face and the parent's code on the holder's phone."""
    holder.page.goto(f"/family/authorise/{question}/")
    holder.at("没找到这个页面")  # another person's question does not exist
    holder.page.goto(f"/family/requests/{request}/remind/")
    holder.at("等")
    holder.press("再发提醒")
    holder.at("等")
    assert "已再次提醒家人" in holder.text()
    holder.tap("用我的手机刷本人的脸")
    holder.at("本人看")
    number = stack.person(HERE)["phone"]
    assert number[-4:] in holder.text() and number not in holder.page.content()
    holder.page.get_by_label(re.compile("也让对方看")).check()
    holder.press("我是本人，同意，去刷脸")
    holder.at("本人刷脸")
    known = len(stack.messages(number))
    _show_face(holder)
    holder.at("本人收到的验证码")
    assert wait_until(lambda: len(stack.messages(number)) > known, 30, 0.2)
    sent = next(one for one in stack.messages(number) if one["code"])
    assert "同意" in sent["text"]
    holder.page.get_by_label("6 位验证码").fill(sent["code"])
    holder.press("同意")
    holder.at("的答复")
    assert "本人已同意" in holder.text()
    holder.page.goto("/family/")
    holder.at("亲情账户")
    assert "出示医保码" in holder.text()


def _show_face(screen) -> None:
    if screen.page.get_by_label("我已看过").count():
        screen.page.get_by_label("我已看过").check()
    screen.page.get_by_label("演示：通过").check()
    screen.press("开始比对")

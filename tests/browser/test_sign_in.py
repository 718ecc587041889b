"""Sign-in on a new device, a passkey, another number, an account found again (T16, T28, P32)."""

import pytest

from yibao.dev.processes import wait_until

from . import audit, people
from .conftest import SMALL_PHONE
from .phone import Phone

pytestmark = pytest.mark.browser
WHO, LOST, MOVED = people.of(__name__)
NEW_NUMBER, NEXT_NUMBER, OTHER_NUMBER = people.unused_numbers(3)


@pytest.fixture
def here(phone, stack):
    """A phone that calls the site by a name: passkeys know no numbers for hosts."""
    made = phone(audit=audit.citizen)
    local = stack.url.replace("127.0.0.1", "localhost")
    context = made.page.context
    made.page = context.browser.new_context(
        base_url=local, viewport=SMALL_PHONE, locale="zh-CN", reduced_motion="reduce"
    ).new_page()
    yield made
    made.page.context.close()


def with_authenticator(screen: Phone) -> None:
    """Give the browser a built-in authenticator that verifies its user."""
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


class TestPasskey:
    def test_signs_in_and_opens_the_code(self, here):
        with_authenticator(here)
        here.log_in(WHO, proved=False)
        assert "第一次在这部设备上登录" in here.text()
        here.page.goto("/me/security/passkeys/")
        here.unlock(WHO)
        here.at("添加通行密钥")
        here.press("添加通行密钥")
        here.at("登录和设备")
        assert "通行密钥已添加" in here.text()
        here.page.goto("/me/")
        here.press("退出登录")
        here.page.goto("/accounts/login/")
        here.press("用通行密钥登录")
        here.at("您好")
        here.page.goto("/code/unlock/?next=/code/")
        here.at("请先验证是您本人")
        here.press("用通行密钥")
        here.at("医保码")
        here.page.goto("/me/security/")
        here.page.locator("main a[href*='/passkeys/'][href$='/remove/']").first.click()
        here.at("删掉")
        here.press("删掉")
        here.at("登录和设备")
        assert not here.page.locator("main a[href$='/remove/']").count()
        assert not here.findings, audit.listed(here.findings)

    def test_is_not_offered_without_script(self, phone):
        screen = phone(javascript=False)
        screen.page.goto("/accounts/login/")
        assert not screen.page.get_by_role("button", name="用通行密钥登录").is_visible()


class TestNumber:
    def test_changes_with_both_codes_and_is_found_again_by_the_face(self, phone, stack):
        screen = phone(audit=audit.citizen, viewport=SMALL_PHONE)
        screen.log_in(LOST)
        screen.page.goto("/me/")
        screen.tap("换手机号")
        screen.unlock(LOST)
        screen.at("换手机号")
        screen.page.get_by_label("新手机号").fill(NEW_NUMBER)
        screen.press("获取验证码")
        screen.type_code(NEW_NUMBER)
        screen.at("再证明一次是您本人")
        screen.tap("旧号码不用了，刷脸")
        screen.at("刷脸换号")
        agree = screen.page.get_by_label("我已看过")
        if agree.count():
            agree.check()
        screen.page.get_by_label("演示：通过").check()
        screen.press("开始比对")
        screen.at("登录和设备")
        assert "手机号已换" in screen.text()
        assert "没有别的设备在登录" in screen.text()
        assert not screen.page.get_by_role("button", name="退出其他设备").count()

        other = phone(audit=audit.citizen)
        person = stack.person(LOST)
        other.page.goto("/accounts/register/")
        other.prove_phone(NEXT_NUMBER)
        other.at("您的姓名和身份证号")
        other.page.get_by_label("姓名").fill(person["name"])
        other.page.get_by_label("身份证号").fill(person["certno"])
        other.press("继续")
        other.at("身份证号已被使用")
        other.press("申请人工核实")
        assert "正在人工核实" in other.text()
        other.tap("改用刷脸")
        other.at("刷脸，证明是您本人")
        other.page.get_by_label("我已看过").check()
        other.page.get_by_label("演示：通过").check()
        other.press("开始比对")
        other.at("登录和设备")
        assert "账号已找回" in other.text()
        screen.page.goto("/me/")
        screen.at("登录")
        findings = screen.findings + other.findings
        assert not findings, audit.listed(findings)

    def test_changes_with_a_code_to_the_old_number(self, phone, stack):
        screen = phone(audit=audit.citizen, viewport=SMALL_PHONE)
        screen.log_in(MOVED)
        old = stack.person(MOVED)["phone"]
        screen.page.goto("/me/phone/")
        screen.unlock(MOVED)
        screen.at("换手机号")
        screen.page.get_by_label("新手机号").fill(OTHER_NUMBER)
        screen.press("获取验证码")
        screen.type_code(OTHER_NUMBER)
        screen.at("再证明一次是您本人")
        screen.wait_for_next_code(old)  # it had one to sign in
        known = len(stack.messages(old))
        screen.press("给旧号码发验证码")
        screen.at("旧号码收到的验证码")
        assert wait_until(lambda: len(stack.messages(old)) > known, 30, 0.2)
        codes = [one["code"] for one in stack.messages(old) if one["code"]]
        screen.page.get_by_label("6 位验证码").fill(codes[0])
        screen.press("换号")
        screen.at("登录和设备")
        assert "手机号已换" in screen.text()
        assert not screen.findings, audit.listed(screen.findings)

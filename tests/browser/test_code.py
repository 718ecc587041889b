"""The code between phone and till: what is refused, in whose words, and how few taps it takes."""

import contextlib
import time
from collections.abc import Iterator

import pytest

from . import people

pytestmark = pytest.mark.browser
# The clock moves for the patient: a refusal of the next minute would be news on a phone of now.
PATIENT, RENEWS, LOCKED, AGED = people.of(__name__)
LIFE_SECONDS = 60


def shown_by_api(stack, key: str) -> str:
    """A code as the person's phone would show it now, without a phone."""
    clinic = stack.client("hospital2")
    token = stack.token(clinic)
    status, body = stack.call(
        "POST", f"/api/v1/sandbox/people/{key}/code/", {}, token=token, key=f"show-{time.time_ns()}"
    )
    assert status == 201, body
    return body["code"]


@contextlib.contextmanager
def later(stack, seconds: int) -> Iterator[None]:
    """The demo city's clock moved on for a while."""
    move_clock(stack, seconds)
    try:
        yield
    finally:
        move_clock(stack, -seconds)


def move_clock(stack, seconds: int) -> None:
    """Move the demo city's clock; partners may do so too."""
    token = stack.token(stack.client("hospital2"))
    body = {"advance_seconds": seconds}
    status, answer = stack.call("POST", "/api/v1/sandbox/clock/", body, token=token)
    assert status == 200, answer


class TestCodeAtTheTill:
    """P21, P41: one use; the clerk reads what happened, and what to tell the patient."""

    def test_is_refused_the_second_time(self, stack, till):
        clerk = till()
        digits = shown_by_api(stack, PATIENT)
        clerk.open("clinic1")  # a pharmacy asks for a fresh proof at night
        clerk.scan(digits)
        clerk.at("登记就诊")
        clerk.scan(digits)
        refusal = clerk.refusal()
        assert "医保码已用过" in refusal
        assert "这个码已经扫过一次，不能再用，请患者换新码后再扫。" in refusal
        assert "请告诉就诊人：这个码用过了，请在手机上点“立即换新码”。" in refusal

    def test_is_refused_where_there_is_no_scanner(self, stack, till):
        clerk = till()
        clerk.open("pharmacy_nocode")
        clerk.scan(shown_by_api(stack, PATIENT))
        refusal = clerk.refusal()
        assert "这里还不能用医保码，请用实体卡，效力一样。" in refusal

    def test_is_refused_after_a_minute(self, stack, till):
        clerk = till()
        clerk.open("clinic1")
        digits = shown_by_api(stack, PATIENT)
        with later(stack, LIFE_SECONDS + 1):
            clerk.scan(digits)
        refusal = clerk.refusal()
        assert "这个码超过 60 秒，已经失效" in refusal
        assert "医保码已过期，请在手机上点“立即换新码”。" in refusal


class TestCodeOnThePhone:
    """P20–P22, P30: fresh while looked at, gone when left alone, closed to wrong passwords."""

    def test_renews_itself_and_ends_when_nobody_looks(self, phone):
        citizen = phone()
        citizen.log_in(RENEWS)
        citizen.page.clock.install()
        first = citizen.show_code(RENEWS)
        citizen.page.clock.fast_forward(50_000)
        citizen.wait_for_another_code(first)
        citizen.page.clock.fast_forward("06:00")
        citizen.page.get_by_text("5 分钟没有操作，先停下了").wait_for()
        assert citizen.picture().count() == 0
        citizen.press("点这里继续出示")
        citizen.picture().wait_for()

    def test_leaves_what_was_tapped_to_the_network(self, phone):
        """On a slow network the page's own going on takes the place of no tap and no bookmark."""
        citizen, held = phone(service_workers="block"), []
        citizen.log_in(RENEWS)
        page, news = citizen.page, {"state": "scanned", "url": "/code/scanned/"}
        ways = (
            lambda: page.get_by_role("link", name="我的").click(no_wait_after=True),
            lambda: page.evaluate("setTimeout(() => location.assign('/me/'))"),
        )
        for leave in ways:
            citizen.show_code(RENEWS)
            status = page.locator("[data-status-url]").get_attribute("data-status-url")
            page.route("**/me/", lambda route: held.append(route))
            leave()
            page.route(f"**{status}", lambda route: route.fulfill(json=news))
            page.wait_for_timeout(2_500)  # asked every second
            held.pop(0).continue_()
            citizen.at("我的")
            page.unroute_all()

    def test_closes_after_five_wrong_passwords(self, phone, stack, till):
        citizen, clerk = phone(), till()
        citizen.log_in(LOCKED, proved=False)
        digits = shown_by_api(stack, LOCKED)
        citizen.page.goto("/code/")
        for tries in range(1, 6):
            citizen.page.get_by_label("医保码密码").fill("135792")
            citizen.press("验证")
            if tries < 5:
                assert f"还能再试 {5 - tries} 次" in citizen.text()
        assert "密码试了 5 次都不对" in citizen.text()
        assert "以后可以再试" in citizen.text()
        assert citizen.page.get_by_label("医保码密码").count() == 0
        citizen.page.goto("/code/")
        assert citizen.picture().count() == 0
        clerk.open("clinic1")
        clerk.scan(digits)
        refusal = clerk.refusal()
        assert "医保码密码锁定 30 分钟，这次请用实体卡，效力一样。" in refusal

    def test_shows_the_code_of_the_aged_in_three_taps(self, phone, context):
        citizen = phone(viewport={"width": 320, "height": 640})
        citizen.log_in(AGED, proved=False)
        citizen.choose_size("长辈版")
        citizen.page.goto("/")
        taps = 1
        citizen.tap("出示医保码")
        if "/unlock/" in citizen.page.url:
            citizen.unlock(AGED)
            taps += 2  # into the field, and the button
        assert len(citizen.digits()) == 28
        assert taps <= 3
        picture = citizen.picture().bounding_box()
        assert picture["width"] >= 240  # with its quiet zone
        citizen.page.goto("/")
        citizen.tap("出示医保码")
        assert len(citizen.digits()) == 28

"""Why there is no code on the page: what happened, what to do, whom to ring (P41)."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.selectors import regions
from yibao.kernel import clock

from .. import errors, rules, selectors
from ..selectors import Standing
from ..states import VoucherWord


@dataclass(frozen=True, slots=True)
class Problem:
    """A card in place of the code, or above it; ``kind`` is warn, error or info.

    ``card_works`` says whether the physical card serves meanwhile; under a sanction it does not.
    """

    kind: str
    title: str
    text: str
    url: str = ""
    action: str = ""
    card_works: bool = True


def problem_of(standing: Standing) -> Problem | None:
    """The card for a person who may not show a code; None where the code may be shown."""
    refusal = standing.refusal
    if refusal is None:
        return None
    if isinstance(refusal, errors.VoucherSuspended):
        return _suspended(standing)
    if isinstance(refusal, errors.VoucherLocked):
        return _locked(standing)
    if isinstance(refusal, errors.NotInsured):
        return _not_insured(standing)
    return _not_active(standing)


def warning_of(standing: Standing) -> Problem | None:
    """The amber card above a code that still works (P6)."""
    if not standing.warnings:
        return None
    text = f"医保暂不报销，个人账户的钱还能用。续保请拨 {hotline(standing)}。"
    return Problem("warn", errors.VoucherRestricted.title, text)


def hotline(standing: Standing) -> str:
    """The office of the insured district, or the home region's."""
    return regions.hotline_of(standing.region or settings.HOME_REGION_CODE)


def _suspended(standing: Standing) -> Problem:
    voucher = standing.voucher
    if selectors.is_sanctioned(voucher):
        until = clock.local(voucher.suspended_until)
        text = (
            f"停用到 {until.year} 年 {until.month} 月 {until.day} 日，"
            f"实体卡也不能结算。这段时间请先自己付费，再到窗口手工报销。"
            f"有疑问请拨 {hotline(standing)}。"
        )
        return _at_counter("warn", "医保码已停用", text, card_works=False)
    text = f"没有人能用它扫码。要恢复，请输密码或刷脸。有疑问请拨 {hotline(standing)}。"
    return Problem("warn", "医保码已停用", text, reverse("vouchers:restore"), "恢复使用")


def _at_counter(kind: str, title: str, text: str, *, card_works: bool = True) -> Problem:
    return Problem(kind, title, text, reverse("web:contacts"), "看窗口地址和电话", card_works)


def _locked(standing: Standing) -> Problem:
    until = clock.local(standing.voucher.pin_locked_until)
    text = (
        f"为了安全，先停一会儿，{until:%H:%M} 以后可以再试。"
        f"忘了密码，可以刷脸重设，也可以带身份证去窗口，或拨 {hotline(standing)}。"
    )
    return Problem(
        "warn", "密码试了 5 次都不对", text, reverse("vouchers:reset"), "忘了密码，刷脸重设"
    )


def _not_insured(standing: Standing) -> Problem:
    text = (
        "刚参保或转入的，信息可能要过几天才到；在别的地方参保，请改选参保地。"
        f"急用请拨 {hotline(standing)}。"
    )
    return Problem("warn", "没查到您的参保信息", text, reverse("accounts:insured"), "看参保信息")


def _not_active(standing: Standing) -> Problem:
    if standing.word == VoucherWord.CLOSED and selectors.may_apply_again(standing.voucher):
        text = f"您自己注销过医保码，随时可以重新激活。有疑问请拨 {hotline(standing)}。"
        url = reverse("vouchers:activate")
        return Problem("info", "医保码已注销", text, url, "重新激活医保码")
    if standing.word == VoucherWord.CLOSED:
        text = f"注销的医保码不能再用。有疑问请拨 {hotline(standing)}。"
        is_alive = standing.person.deceased_on is None
        return _at_counter("error", "医保码已注销", text, card_works=is_alive)
    if selectors.refusal_of_insurance(standing.person, standing.enrolment) is not None:
        return _not_insured(standing)
    if standing.person.age_on(clock.today(standing.person.tenant)) < rules.MIN_AGE:
        young = errors.TooYoung()
        text = f"{young.message}{young.advice}有疑问请拨 {hotline(standing)}。"
        return _at_counter("info", young.title, text)
    text = f"激活大约要 3 分钟。不会办，请拨 {hotline(standing)}。"
    return Problem("info", "医保码还没激活", text, reverse("vouchers:activate"), "激活医保码")

"""医保码用不了，是哪里不对: what stands in the way, asked in order; the first hit has the remedy.

The order is that of P92 as far as it concerns the own code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.selectors import regions
from vouchers import selectors as vouchers
from vouchers.errors import NotInsured
from vouchers.selectors import policies
from vouchers.states import VoucherWord
from yibao.kernel import clock

from .who import person_of

OK, BAD, NOTE = "ok", "bad", "note"
MIN_AGE = 16
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Check:
    """One question with its answer; a bad one says what to do."""

    title: str
    state: str
    text: str
    url: str = ""
    action: str = ""


@require_safe
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """Every check in order, and the first that failed on top."""
    person = person_of(request)
    standing = vouchers.standing(person) if person else None
    checks = list(_checks(request, standing))
    context = {
        "checks": checks,
        "first": next((one for one in checks if one.state == BAD), None),
        "is_general": standing is None,
        "phone": regions.hotline_of(standing.region) if standing else settings.SUPPORT_PHONE,
    }
    return render(request, "web/why.html", context)


def _checks(request: HttpRequest, standing: Any) -> Iterator[Check]:
    """Checks end where nothing further can be known."""
    user: Any = request.user
    if not user.is_authenticated or user.is_staff:
        login = f"{reverse('accounts:login')}?next={request.path}"
        yield Check("登录了没有", BAD, "登录以后才能查您自己的情况。", login, "去登录")
        return
    if user.person_id is None:
        url = reverse("accounts:real-name")
        yield Check("登录了没有", OK, "已登录。")
        yield Check("实名了没有", BAD, "还没核对姓名和身份证号。", url, "去实名")
        return
    if standing is None:
        url = f"{reverse('vouchers:unlock')}?next={request.path}"
        text = "这部手机是新登录的，先证明是您本人。"
        yield Check("是您本人吗", BAD, text, url, "去验证")
        return
    yield Check("登录和实名", OK, "已登录，已实名。")
    yield _insured(standing)
    yield _status(standing)
    yield _place(standing)
    yield from _voucher(standing)
    yield _hours(standing)
    yield _last_scan(standing.person)
    yield _scanner()


def _insured(standing: Any) -> Check:
    """P1; a lag of the register is not "not insured" (P7)."""
    refusal = vouchers.refusal_of_insurance(standing.person, standing.enrolment)
    if isinstance(refusal, NotInsured):
        text = "没查到。刚参保或转入的，信息可能要 1 到 3 个月才到，请先打电话问。"
        return Check("参保了没有", BAD, text, reverse("web:contacts"), "看各地电话")
    return Check("参保了没有", OK, f"{standing.insurance}，参保地{standing.place}。")


def _status(standing: Any) -> Check:
    enrolment = standing.enrolment
    if enrolment is None:
        return Check("参保状态正常吗", NOTE, "没查到参保，先看上一条。")
    if enrolment.psn_insu_stas == "1":
        return Check("参保状态正常吗", OK, "正常参保。")
    text = "现在不是正常参保，医保暂不报销，个人账户的钱还能用。请问清楚怎么补缴。"
    return Check("参保状态正常吗", BAD, text, reverse("accounts:contributions"), "看缴费记录")


def _place(standing: Any) -> Check:
    """P19: another place is no fault, but it needs a filing at most places."""
    enrolment = standing.enrolment
    if enrolment is None:
        return Check("参保地对不对", NOTE, "没查到参保，先看前面一条。")
    if enrolment.insuplc_admdvs == settings.HOME_REGION_CODE:
        return Check("参保地对不对", OK, f"现在用的是{standing.place}。")
    text = f"您在{standing.place}参保，在本地看病要先备案。参保地不对，请改选。"
    return Check("参保地对不对", NOTE, text, reverse("accounts:insured"), "看参保信息")


def _voucher(standing: Any) -> Iterator[Check]:
    """Activated, unlocked, not stopped."""
    word = standing.word
    if word == VoucherWord.CLOSED:
        text = "医保码已注销，不能再用。请带身份证去窗口，或打电话问。"
        yield Check("医保码激活了没有", BAD, text, reverse("web:contacts"), "看各地电话")
        return
    if word in (VoucherWord.NONE, VoucherWord.APPLIED):
        yield _not_active(standing)
        return
    yield Check("医保码激活了没有", OK, "已激活。")
    yield _password(standing)
    yield _suspension(standing)


def _not_active(standing: Any) -> Check:
    if standing.person.age_on(clock.today(standing.person.tenant)) < MIN_AGE:
        text = "不满 16 岁不能自己激活，请家长带户口簿去窗口办。"
        return Check("医保码激活了没有", BAD, text, reverse("web:counter"), "看要带什么")
    url = reverse("vouchers:activate")
    return Check("医保码激活了没有", BAD, "还没激活，大约 3 分钟办好。", url, "去激活")


def _password(standing: Any) -> Check:
    voucher = standing.voucher
    if standing.word == VoucherWord.LOCKED:
        until = clock.local(voucher.pin_locked_until)
        text = f"密码连续错了 5 次，{until:%H:%M} 以后再试，也可以刷脸重设。这时可以用实体卡。"
        return Check("密码锁住了没有", BAD, text, reverse("vouchers:reset"), "刷脸重设密码")
    if not voucher.pin_hash:
        text = "还没设密码，设好才能出示。"
        return Check("密码锁住了没有", BAD, text, reverse("vouchers:reset"), "去设密码")
    return Check("密码锁住了没有", OK, "没有锁。")


def _suspension(standing: Any) -> Check:
    if vouchers.is_sanctioned(standing.voucher):
        until = clock.local(standing.voucher.suspended_until)
        text = (
            f"因为违规停用到 {until.year} 年 {until.month} 月 {until.day} 日，实体卡也不能结算。"
            "请先自己付费，再到窗口报销。"
        )
        return Check("停用了没有", BAD, text, reverse("web:contacts"), "看各地电话")
    if standing.word == VoucherWord.SUSPENDED:
        text = "医保码停用了，实体卡照样能用。"
        return Check("停用了没有", BAD, text, reverse("vouchers:restore"), "恢复使用")
    return Check("停用了没有", OK, "没有停用。")


def _hours(standing: Any) -> Check:
    """P33."""
    if standing.enrolment is None:
        return Check("现在能用吗", NOTE, "没查到参保，不知道服务时间。")
    now = clock.local(clock.now(standing.person.tenant))
    policy = policies.of_enrolment(standing.enrolment, now.date())
    if not policy.hours:
        return Check("现在能用吗", OK, "全天都能用。")
    if policy.serves_at(now.time()):
        return Check("现在能用吗", OK, f"服务时间是 {policy.hours}，现在能用。")
    return Check("现在能用吗", BAD, f"服务时间是 {policy.hours}，现在请用实体卡。")


def _scanner() -> Check:
    """P26: what a place cannot scan leaves no trace with the person."""
    text = "有的地方还不能扫医保码，那里请用实体卡，效力一样。"
    return Check("那里能不能扫码", NOTE, text, reverse("accounts:places"), "查医院和药店")


def _last_scan(person: Any) -> Check:
    """Why the newest scan was refused."""
    scan = vouchers.newest_scan_since(person, clock.now(person.tenant) - LOOK_BACK)
    if scan is None:
        return Check("上一次扫码", NOTE, "最近 30 天没有扫过。")
    at = clock.local(scan.created_at)
    where = f"{at.month} 月 {at.day} 日 {at:%H:%M} 在{scan.institution.name}"
    if scan.outcome == scan.OK:
        return Check("上一次扫码", OK, f"{where}，扫成了。")
    reason = vouchers.result_of(scan).reason
    return Check(
        "上一次扫码", BAD, f"{where}没扫成。{reason}", reverse("vouchers:history"), "看使用记录"
    )

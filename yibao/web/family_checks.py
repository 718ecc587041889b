"""The eleven checks of P92 for one relative, each with its remedy; the page is ``family_why``."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.selectors import enrolments, regions
from family.selectors import bindings, counters, policies, progress
from family.states import BindingState, RequestState
from settlement.selectors import accounts
from vouchers import selectors as vouchers
from vouchers.selectors import policies as voucher_policies
from vouchers.states import VoucherWord
from yibao.kernel import clock, money

from .why import BAD, LOOK_BACK, NOTE, OK, Check

# A transfer or a first insurance takes up to three months to be seen everywhere (P7).
SYNC = timedelta(days=92)
_CONTACTS = ("web:contacts", "看各地电话")
CARD = "看病不能等的，先用家人的实体卡，效力一样。"


def of_binding(binding: Any, own: Any) -> Iterator[Check]:
    """All of them in their order; ``own`` is the holder's standing."""
    if bindings.is_silent(binding):
        yield from _out_of_order(binding, own)
        return
    theirs = vouchers.standing(binding.member)
    yield _activated(binding, theirs)
    yield _complete(binding)
    yield _password(own)
    yield _stopped(own, theirs)
    yield _insured(theirs)
    yield _place(theirs)
    yield _scanner(binding)
    yield _balance(binding, theirs)
    yield _limits(theirs)
    yield places(binding.holder)
    yield _synced(theirs)


def _out_of_order(binding: Any, own: Any) -> Iterator[Check]:
    """A display that is out of order: nothing of the relative is read any more (feature 29)."""
    yield Check("家人的医保码激活了没有", OK, "已激活。")
    yield Check("绑定办完了没有", OK, "已绑定。")
    yield _password(own)
    yield Check("医保码停用了没有", NOTE, "暂时查不到，请稍后再试。")
    yield Check("家人参保正常吗", NOTE, "暂时查不到，请稍后再试。")
    yield Check("参保地对不对", NOTE, "暂时查不到，请稍后再试。")
    yield Check("那里能不能扫码", NOTE, "有的地方还不能扫医保码，那里请用实体卡。")
    yield Check("家人账户里有钱吗", NOTE, "亲情账户里没有钱，花的是家人自己的医保。")
    yield Check("超过限额或时间了吗", NOTE, "暂时查不到，请稍后再试。")
    yield places(binding.holder)
    text = f"家人的码暂时不能出示，请稍后再试，或者请家人用自己的码。{CARD}"
    yield Check("信息同步了没有", BAD, text, *_contacts())


def of_request(request: Any) -> Iterator[Check]:
    """A binding that is not complete yet: the second check is the first hit (P92-2)."""
    yield Check("家人的医保码激活了没有", NOTE, "绑定完成时自动激活，不用另外办。")
    one = progress.of(request)
    url, action = reverse("family:request", args=[request.ref]), "看进度"
    text = f"还没办完，现在是“{one.tag_word}”。"
    if request.state == RequestState.RETURNED:
        url, action = reverse("family:fix", args=[request.ref]), "补材料"
        text = "还没办完，等您补材料。"
    elif request.state == RequestState.CONSENT_PENDING:
        text = "还没办完，等家人本人同意。"
    yield Check("绑定办完了没有", BAD, f"{text}{CARD}", url, action)


def _activated(binding: Any, theirs: Any) -> Check:
    """P92-1."""
    title = "家人的医保码激活了没有"
    if theirs.word == VoucherWord.CLOSED:
        return Check(title, BAD, f"家人的医保码已注销。{CARD}", *_contacts())
    if theirs.word not in (VoucherWord.NONE, VoucherWord.APPLIED):
        return Check(title, OK, "已激活。")
    if bindings.is_grown(binding.member):
        url = reverse("web:topic", args=["activate"])
        return Check(
            title, BAD, "还没激活。请家人用自己的手机激活，或到窗口办。", url, "看怎么激活"
        )
    url = reverse("web:counter")
    return Check(title, BAD, "还没激活。请带户口簿到窗口，替孩子激活。", url, "看要带什么")


def _complete(binding: Any) -> Check:
    """P92-2: pending consent and pauses."""
    title, url = "绑定办完了没有", reverse("family:index")
    if binding.state == BindingState.ACTIVE:
        return Check(title, OK, "已绑定。")
    if binding.state == BindingState.CONSENT_PENDING_16 and bindings.is_showing(binding):
        day = binding.grace_until
        until = f"{day.year} 年 {day.month} 月 {day.day} 日" if day else "宽限期满"
        text = f"家人满 16 岁了，{until}以前要本人同意，不然会暂停。"
        return Check(title, NOTE, text, url, "看亲情账户")
    if binding.suspension_reason == "MISUSE":
        text = f"因为有使用上的疑问，暂停了。请打电话问清楚。{CARD}"
        return Check(title, BAD, text, *_contacts())
    text = f"家人满 16 岁，还没有本人同意，暂停了。请家人登录后同意。{CARD}"
    return Check(title, BAD, text, url, "看亲情账户")


def _password(own: Any) -> Check:
    """P92-3: showing a relative's code asks for the own password."""
    title, url = "您的密码能用吗", reverse("vouchers:reset")
    if own.word == VoucherWord.LOCKED:
        until = clock.local(own.voucher.pin_locked_until)
        text = f"密码连续错了 5 次，{until:%H:%M} 以后再试，也可以刷脸重设。"
        return Check(title, BAD, text, url, "刷脸重设密码")
    if own.voucher is not None and not own.voucher.pin_hash:
        return Check(title, BAD, "您还没设密码，设好才能出示。", url, "去设密码")
    return Check(title, OK, "没有锁。出示家人的码，用您自己的密码。")


def _stopped(own: Any, theirs: Any) -> Check:
    """P92-4: locked, suspended, sanctioned, on either side (P40, P87)."""
    title = "医保码停用了没有"
    if own.word == VoucherWord.SUSPENDED:
        text = "您自己的医保码停用了，家人的也不能出示。"
        return Check(title, BAD, text, reverse("vouchers:code"), "看怎么恢复")
    if own.word in (VoucherWord.NONE, VoucherWord.APPLIED, VoucherWord.CLOSED):
        text = "您自己的医保码还不能用，激活以后才能出示家人的。"
        return Check(title, BAD, text, reverse("web:why"), "看是哪里不对")
    if vouchers.is_sanctioned(theirs.voucher):
        text = "家人的医保联网结算停用了，请先自己付费，再到窗口报销。"
        return Check(title, BAD, text, *_contacts())
    if theirs.word == VoucherWord.SUSPENDED:
        return Check(title, BAD, f"家人自己停用了，要本人恢复。{CARD}", *_contacts())
    if theirs.word == VoucherWord.LOCKED:
        return Check(title, BAD, f"家人输错密码，锁住了 30 分钟。{CARD}")
    return Check(title, OK, "没有停用。")


def _insured(theirs: Any) -> Check:
    """P92-5."""
    title = "家人参保正常吗"
    if vouchers.refusal_of_insurance(theirs.person, theirs.enrolment) is not None:
        text = "没查到家人的参保。刚参保或转入的，要 1 到 3 个月才查得到，请先打电话问。"
        return Check(title, BAD, text, *_contacts())
    if theirs.enrolment.psn_insu_stas == "1":
        return Check(title, OK, f"正常参保，{theirs.insurance}。")
    text = "家人停保或欠费，医保暂不报销。请问清楚怎么补缴。"
    return Check(title, BAD, text, reverse("web:topic", args=["suspended"]), "看怎么办")


def _place(theirs: Any) -> Check:
    """P92-6: an insurance here that is not the one in use is a wrong choice (P19)."""
    title = "参保地对不对"
    if theirs.enrolment is None:
        return Check(title, NOTE, "没查到参保，先看上一条。")
    home = settings.HOME_REGION_CODE
    if theirs.enrolment.insuplc_admdvs == home:
        return Check(title, OK, f"现在用的是{theirs.place}。")
    here = [
        row
        for row in enrolments.of(theirs.person)
        if row.insuplc_admdvs == home and row.psn_insu_stas == "1"
    ]
    if here:
        text = f"现在用的是{theirs.place}，不是{regions.name_of(home)}。请家人登录后改选。"
        return Check(title, BAD, text, *_contacts())
    text = f"家人在{theirs.place}参保，在本地看病要先备案。"
    return Check(title, NOTE, text, reverse("web:topic", args=["remote"]), "看怎么备案")


def _scanner(binding: Any) -> Check:
    """P92-7: only what this holder has shown; other scans are the relative's own business."""
    title = "那里能不能扫码"
    since = clock.now(binding.tenant) - LOOK_BACK
    scan = vouchers.newest_scan_since(binding.member, since)
    holder = getattr(binding.holder, "user", None)
    shown_by = scan.code.shown_by_id if scan is not None and scan.code is not None else None
    is_mine = holder is not None and shown_by == holder.pk
    if is_mine and scan.outcome != scan.OK:
        at = clock.local(scan.created_at)
        reason = vouchers.result_of(scan).reason
        text = f"{at.month} 月 {at.day} 日 {at:%H:%M} 在{scan.institution.name}没扫成。{reason}"
        return Check(title, BAD, text, reverse("accounts:places"), "查哪里能扫码")
    text = "有的地方还不能扫医保码，在外地没备案的也用不了，那里请用实体卡。"
    return Check(title, NOTE, text, reverse("accounts:places"), "查医院和药店")


def _balance(binding: Any, theirs: Any) -> Check:
    """P92-8: no money stands in a family account, and none is lent (K3, P42)."""
    title, url = "家人账户里有钱吗", reverse("family:compare")
    why = "亲情账户里没有钱，花的是家人自己的"
    if not bindings.may_see_bills(binding):
        return Check(title, NOTE, f"{why}。余额只有本人能看。", url, "想让家人用您的钱")
    balance = accounts.balance_of(theirs.person)
    if balance is None:
        text = f"{why}。居民医保没有个人账户，自己付的部分用现金或银行卡。"
        return Check(title, NOTE, text, url, "想让家人用您的钱")
    if balance <= 0:
        text = f"{why}，现在余额是 0。自己付的部分用现金或银行卡，或者办家庭共济。"
        return Check(title, BAD, text, url, "看家庭共济")
    return Check(title, OK, f"{why}，余额 {money.format_yuan(balance)} 元。")


def _limits(theirs: Any) -> Check:
    """P92-9 (P33)."""
    title = "超过限额或时间了吗"
    if theirs.enrolment is None:
        return Check(title, NOTE, "没查到参保，不知道当地的限额。")
    now = clock.local(clock.now(theirs.person.tenant))
    policy = voucher_policies.of_enrolment(theirs.enrolment, now.date())
    if not policy.serves_at(now.time()):
        return Check(title, BAD, f"服务时间是 {policy.hours}，现在请用实体卡。")
    caps = (("每笔", policy.txn_limit_fen), ("每天", policy.day_limit_fen))
    said = "，".join(f"{word}最多 {money.format_yuan(fen)} 元" for word, fen in caps if fen)
    if said:
        return Check(title, NOTE, f"当地规定{said}，超过的部分请用实体卡。")
    return Check(title, OK, "当地没有限额，全天都能用。")


def places(holder: Any) -> Check:
    """P92-10: places of the holder, and new bindings of this month (P15, P48)."""
    title = "绑定的人数超了吗"
    policy = policies.of_person(holder)
    taken = len(counters.places_taken(holder))
    lately = len(counters.new_members_of_month(holder))
    if taken >= policy.max_members:
        text = f"已有 {taken} 人，到上限了。要加新的，先解除一位。"
        return Check(title, NOTE, text, reverse("family:index"), "看亲情账户")
    if lately >= policy.max_new_binds_a_month:
        return Check(title, NOTE, f"这个月新绑定了 {lately} 人，下个月才能再加。")
    return Check(title, OK, f"最多 {policy.max_members} 人，已有 {taken} 人。")


def _synced(theirs: Any) -> Check:
    """P92-11: a young insurance may not be seen everywhere yet (P7)."""
    title = "信息同步了没有"
    enrolment = theirs.enrolment
    today = clock.today(theirs.person.tenant)
    if enrolment is not None and enrolment.valid_from > today - SYNC:
        text = "刚参保或转入不久，有的地方要 1 到 3 个月才查得到。"
        return Check(title, NOTE, f"{text}{CARD}", *_contacts())
    if enrolment is None:
        return Check(title, NOTE, "没查到参保，先看前面一条。")
    return Check(title, OK, "已同步。")


def _contacts() -> tuple[str, str]:
    name, words = _CONTACTS
    return reverse(name), words

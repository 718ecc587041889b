"""Why a relative's code is not on the page: what happened, what to do, whom to ring (P41, P87)."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.selectors import regions
from vouchers import errors as voucher_errors
from vouchers import selectors as vouchers
from yibao.kernel import clock

from .. import selectors
from ..models import Binding
from ..services import showing
from ..states import SHOWING_BINDINGS, BindingState


@dataclass(frozen=True, slots=True)
class Problem:
    """A card in place of the code; ``card_works`` says whether the physical card serves."""

    kind: str
    title: str
    text: str
    url: str = ""
    action: str = ""
    card_works: bool = True


def hotline(member: Any) -> str:
    """The office of the member's insured district."""
    return regions.hotline_of(selectors.policies.region_of(member))


def problem_of(binding: Binding, user: Any, standing: Any) -> Problem | None:
    """Binding first, then the holder's own code, then the member's (P92); None where it shows."""
    line = hotline(binding.member)
    if selectors.bindings.is_silent(binding):
        return _out_of_order(line)
    if binding.state not in SHOWING_BINDINGS:
        if binding.state == BindingState.SUSPENDED:
            return _suspended(binding, line)
        return _ended(binding, line)
    if not selectors.bindings.is_showing(binding):
        return _grown(binding, line)
    if showing.refusal_of_holder(by=user) is not None:
        return _own(line)
    return _of_member(standing, line) if standing.refusal is not None else None


def _out_of_order(line: str) -> Problem:
    text = f"请家人用自己的医保码或实体卡。等一段时间再试，有疑问请拨 {line}。"
    return Problem("warn", "暂时用不了", text)


def _ended(binding: Binding, line: str) -> Problem:
    again = reverse("family:index")
    if binding.ending == Binding.Ending.DEATH:
        return Problem("info", "绑定已结束", f"要办理后续手续，请拨 {line}。", card_works=False)
    if binding.ending == Binding.Ending.MISUSE:
        text = f"核实发现没有按规定使用，这个绑定已停止。有疑问请拨 {line}。"
        return Problem("error", "绑定已停止", text)
    day = clock.local(binding.ended_at)
    text = (
        f"{day.year} 年 {day.month} 月 {day.day} 日{_ENDINGS.get(binding.ending, '已解除')}。"
        f"要再出示，请重新添加家人。有疑问请拨 {line}。"
    )
    return Problem("info", "绑定已解除", text, again, "去亲情账户")


_ENDINGS = {
    Binding.Ending.HOLDER: "您解除了绑定",
    Binding.Ending.MEMBER: "家人解除了绑定",
    Binding.Ending.GUARDIAN: "孩子的监护人解除了绑定",
    Binding.Ending.COUNTER: "在窗口解除了绑定",
    Binding.Ending.CLOSING: "家人注销了账号或医保码",
    Binding.Ending.GUARDIANSHIP_OVER: "监护关系结束了",
}


def _suspended(binding: Binding, line: str) -> Problem:
    if binding.suspension_reason != "CONSENT_16":
        text = f"正在核实使用情况，核实完会告诉您。有疑问请拨 {line}。"
        return Problem("warn", "这个绑定暂停了", text)
    return _grown(binding, line)


def _grown(binding: Binding, line: str) -> Problem:
    text = (
        "家人满 16 岁了，要本人刷脸同意，您才能继续出示。"
        f"同意以前，请家人用自己的医保码或实体卡。有疑问请拨 {line}。"
    )
    url = reverse("family:member", args=[binding.ref])
    return Problem("warn", "等家人同意", text, url, "请家人同意")


def _own(line: str) -> Problem:
    text = f"您自己的医保码没有激活，或者停用、锁住了，先处理好才能替家人出示。有疑问请拨 {line}。"
    return Problem("warn", "先看您自己的医保码", text, reverse("vouchers:code"), "看我的医保码")


def _of_member(standing: Any, line: str) -> Problem:
    refusal = standing.refusal
    if isinstance(refusal, voucher_errors.VoucherSuspended):
        return _stopped(standing, line)
    if isinstance(refusal, voucher_errors.VoucherLocked):
        until = clock.local(standing.voucher.pin_locked_until)
        text = f"家人的密码连续输错，先停一会儿，{until:%H:%M} 以后再试。有疑问请拨 {line}。"
        return Problem("warn", "家人的医保码锁住了", text)
    if isinstance(refusal, voucher_errors.NotInsured):
        text = f"没查到家人的参保信息。刚参保或转入的，可能要过几天才到。急用请拨 {line}。"
        return Problem("warn", "没查到家人的参保信息", text)
    text = f"家人的医保码没有激活或已经注销。请家人自己激活，或带证件去窗口办。请拨 {line}。"
    return Problem("info", "家人的医保码没有激活", text)


def _stopped(standing: Any, line: str) -> Problem:
    if vouchers.is_sanctioned(standing.voucher):
        until = clock.local(standing.voucher.suspended_until)
        text = (
            f"停用到 {until.year} 年 {until.month} 月 {until.day} 日，实体卡也不能结算。"
            f"这段时间请先自己付费，再到窗口手工报销。有疑问请拨 {line}。"
        )
        return Problem("warn", "家人的医保码已停用", text, card_works=False)
    text = f"家人停用了自己的医保码。本人恢复以后，您就能接着出示。有疑问请拨 {line}。"
    return Problem("warn", "家人的医保码已停用", text)

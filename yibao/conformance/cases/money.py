"""Money that goes back, comes from relatives, or differs from what was shown."""

from collections.abc import Iterator

from ..data import Case, Finding, Said, Story, bad, good

_SETTLING = ("2207", "2207A", "2304", "2102")
_QUOTING = ("2206", "2206A", "2303", "2101")
_FEES = ("2204", "2205", "2301", "2302")
_BACK = ("2208", "2103", "2305")
_DIFFERS = ("gateway.amount_differs", "settlement.amount_mismatch", "settlement.quote_changed")
_RELATIVES = "2"


def refunded(story: Story) -> Iterator[Finding]:
    """A whole bill went back."""
    for call in story.of(*_BACK):
        if call.is_ok:
            yield good(call)
        else:
            yield bad(call, f"退费没有办成：{call.words}")


def refunded_in_part(story: Story) -> Iterator[Finding]:
    """The whole bill goes back, what is kept is billed anew."""
    for back in story.done("2208", "2103"):
        former = story.bills.get(back.asked("setl_id"))
        if former is None:
            continue
        for settle in story.after(back):
            bill = story.bills.get(settle.setl_id)
            if settle.infno not in _SETTLING or not settle.is_ok or bill is None:
                continue
            if bill.person == former.person and 0 < bill.total < former.total:
                yield good(settle)


def second_payer(story: Story) -> Iterator[Finding]:
    """A relative's account paid."""
    for settle in story.of(*_SETTLING):
        if settle.asked("acct_used_flag") != _RELATIVES:
            continue
        if not settle.is_ok:
            yield bad(settle, f"用共济账户结算没有办成：{settle.words}")
        elif _is_zero(settle.got("acct_mulaid_pay")):
            yield bad(settle, "acct_mulaid_pay 是 0，没有用到家人的个人账户；请换有共济授权的人。")
        else:
            yield good(settle)


def amount_differs(story: Story) -> Iterator[Finding]:
    """Another amount than shown, with the same fees."""
    return _asked_again(story, has_new_fees=False)


def quote_outdated(story: Story) -> Iterator[Finding]:
    """Fees changed after the trial."""
    return _asked_again(story, has_new_fees=True)


def _asked_again(story: Story, *, has_new_fees: bool) -> Iterator[Finding]:
    for refused in story.refused(*_DIFFERS):
        if refused.infno not in _SETTLING:
            continue
        calls = story.about(refused.mdtrt_id)
        if _changed_since_trial(calls, refused) != has_new_fees:
            continue
        later = [one.infno for one in calls if one.is_ok and one.number > refused.number]
        trial = next((i for i, infno in enumerate(later) if infno in _QUOTING), None)
        if trial is None:
            yield bad(refused, "金额不一致被拒绝以后，没有重新试算；不能当作已经结算。")
        elif not {*later[trial:]} & {*_SETTLING}:
            yield bad(refused, "重新试算以后没有按新的金额结算。")
        else:
            yield good(refused)


def _changed_since_trial(calls: tuple[Said, ...], refused: Said) -> bool:
    changed = False
    for call in calls:
        if call.number >= refused.number:
            break
        if call.is_ok and call.infno in _QUOTING:
            changed = False
        elif call.is_ok and call.infno in _FEES:
            changed = True
    return changed


def _is_zero(text: str) -> bool:
    return not text.strip("0.-")


CASES = (
    Case(
        "refund",
        "全额退费",
        "整单退回，各种来源的钱各回各处，应答是一张新的负数结算单。",
        ("选一笔已结算的，门诊发 2208、住院发 2305、药店发 2103。",),
        _BACK,
        refunded,
    ),
    Case(
        "partial_refund",
        "部分退费",
        "国家接口没有部分退费：整单退回，留下的项目重新登记、结算。",
        (
            "用 2208（药店 2103）退掉一笔。",
            "给同一个人重新登记，只传留下的项目，金额比原来小，结算成功。",
        ),
        ("2208", "2201", "2207"),
        refunded_in_part,
    ),
    Case(
        "second_payer",
        "家庭共济付款",
        "acct_used_flag 填 2，本人账户不够的由授权的家人账户付；应答里 acct_mulaid_pay 大于 0。",
        ("选有共济授权的测试人员。", "2206 和 2207 的 acct_used_flag 都填 2，结算成功。"),
        ("2206", "2207"),
        second_payer,
    ),
    Case(
        "amount_differs",
        "金额和试算不一致",
        "结算金额必须等于试算；被拒绝就是没有结算，要重新试算。",
        (
            "2206 以后，2207 里把一项金额改掉，收到 infcode -1。",
            "重新发 2206，按新的应答发 2207（换新的 msgid），结算成功。",
        ),
        ("2206", "2207"),
        amount_differs,
    ),
    Case(
        "quote_outdated",
        "试算已经过时",
        "试算以后费用变了，旧的金额不能再用。",
        (
            "2206 以后再用 2204 加一项费用。",
            "仍按旧金额发 2207，收到 infcode -1。",
            "重新 2206、2207，结算成功。",
        ),
        ("2204", "2206", "2207"),
        quote_outdated,
    ),
)

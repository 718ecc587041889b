"""Care that is filed first, and orders that are paid on the phone."""

from collections.abc import Iterator

from ..data import Case, Finding, Story, bad, good

_CHRONIC = "14"
_FILING, _LOOKING = "2503", "5301"
_SETTLING = ("2207", "2207A")
_PAID = {"4", "6"}


def filed_first(story: Story) -> Iterator[Finding]:
    """A chronic visit is billed where its illness was filed, or found filed, before."""
    for settle in story.done(*_SETTLING):
        if settle.asked("med_type") != _CHRONIC:
            continue
        earlier = [one.infno for one in story.before(settle) if one.is_ok]
        if _FILING in earlier or _LOOKING in earlier:
            yield good(settle)
        else:
            yield bad(settle, "慢特病结算以前，没有用 2503 备案，也没有用 5301 查备案。")


def ordered(story: Story) -> Iterator[Finding]:
    """Uploaded, paid once, and looked up afterwards under the same number."""
    for pay in story.of("6202"):
        if not pay.is_ok:
            yield bad(pay, f"移动支付没有办成：{pay.words}")
            continue
        number = pay.got("payOrdId")
        made = [one for one in story.done("6201") if one.got("payOrdId") == number]
        looked = [
            one
            for one in story.after(pay)
            if one.infno == "6301" and one.is_ok and one.got("payOrdId") == number
        ]
        if not made:
            yield bad(pay, "这个订单不是本轮里用 6201 上传的。")
        elif not any(one.got("ordStas") in _PAID for one in looked):
            yield bad(pay, "付款以后没有用 6301 核对订单状态。")
        else:
            yield good(pay)


CASES = (
    Case(
        "chronic",
        "门诊慢特病",
        "慢特病先备案、后就诊；结算以前要办过或查过备案。",
        (
            "1101 读证件以后发 2503 备案（已经备案的，用 5301 查到）。",
            "2201 登记，2203 的 med_type 填 14，依次 2204、2206、2207，结算成功。",
        ),
        ("2503", "5301", "2203", "2207"),
        filed_first,
    ),
    Case(
        "mobile_order",
        "移动支付订单",
        "订单先上传、再付款；付款以后查一次状态，两边说的是同一笔。",
        (
            "发 6201，得到 payOrdId 和 payToken。",
            "发 6202，ecAuthCode 填参保人现在出示的码；再发 6301 核对状态。",
        ),
        ("6201", "6202", "6301"),
        ordered,
    ),
)

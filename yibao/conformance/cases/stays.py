"""What else happens to people in hospital, and looking up what was billed."""

from collections.abc import Iterator

from ..data import Case, Finding, Said, Story, bad, good

_SETTLING = ("2207", "2207A", "2304", "2102")


def came_back(story: Story) -> Iterator[Finding]:
    """Left too early in the books: undone, gone on, left again, billed."""
    for undone in story.of("2405"):
        if not undone.is_ok:
            yield bad(undone, f"撤销出院没有办成：{undone.words}")
            continue
        later = _later(story, undone)
        if "2402" not in later or "2304" not in later[later.index("2402") :]:
            yield bad(undone, "撤销出院以后，没有重新办出院和结算。")
        else:
            yield good(undone)


def taken_back(story: Story) -> Iterator[Finding]:
    """A row with a minus that names the row it takes from."""
    for call in story.of("2301"):
        if not call.asked("init_feedetl_sn"):
            continue
        if not call.is_ok:
            yield bad(call, f"冲减没有办成：{call.words}")
        elif "2304" not in _later(story, call):
            yield bad(call, "冲减以后没有结算，看不出总额对不对。")
        else:
            yield good(call)


def admission_reversed(story: Story) -> Iterator[Finding]:
    """The answer of 2401 was lost; 2601 takes the admission back."""
    for call in story.of("2601"):
        if call.asked("oinfno") != "2401":
            continue
        lost = next((one for one in story.of("2401") if one.msgid == call.asked("omsgid")), None)
        care = story.visits.get(lost.mdtrt_id) if lost else None
        if not call.is_ok or care is None or care.state != "CANCELLED":
            yield bad(call, "入院登记没有被冲正，请核对 oinfno 和 omsgid。")
        else:
            yield good(call)


def looked_up(story: Story) -> Iterator[Finding]:
    """Bill and lines by the number that the settlement answered."""
    for call in story.of("5203"):
        if not call.is_ok:
            yield bad(call, f"查询结算没有办成：{call.words}")
            continue
        bill = story.bills.get(call.asked("setl_id"))
        lines = [one for one in story.done("5204") if one.asked("setl_id") == call.asked("setl_id")]
        settled = any(one.is_ok for one in story.of(*_SETTLING) if one.setl_id == call.setl_id)
        if bill is None or not settled:
            yield bad(call, "setl_id 不是本轮里结算出来的。")
        elif not lines:
            yield bad(call, "还没有用 5204 查这一笔的明细。")
        else:
            yield good(call)


def _later(story: Story, call: Said) -> list[str]:
    about = story.about(call.mdtrt_id)
    return [one.infno for one in about if one.is_ok and one.number > call.number]


CASES = (
    Case(
        "discharge_undone",
        "撤销出院再住",
        "出院办早了可以撤销，接着住、接着记账，再出院结算，仍是一次住院。",
        ("2402 出院以后发 2405 撤销出院。", "再传一笔 2301，重新 2402、2303、2304。"),
        ("2402", "2405", "2304"),
        came_back,
    ),
    Case(
        "fee_taken_back",
        "住院明细冲减",
        "记多了的住院费用，用负数量冲减原来那一条，不能超过它。",
        ("2301 传一条费用。", "再用 2301 传负数量，init_feedetl_sn 填原来那条，之后出院结算。"),
        ("2301", "2304"),
        taken_back,
    ),
    Case(
        "admission_reversed",
        "入院没收到应答，冲正",
        "入院登记的应答丢了，用 2601 按原报文号撤回，床位不被占着。",
        ("发 2401，当作没收到应答。", "发 2601，oinfno 填 2401，omsgid 填那一笔的 msgid。"),
        ("2401", "2601"),
        admission_reversed,
    ),
    Case(
        "lookup",
        "查询结算",
        "院内的账和平台的账说的是同一笔。",
        ("结算成功以后，用它的 setl_id 发 5203 和 5204。",),
        ("5203", "5204"),
        looked_up,
    ),
)

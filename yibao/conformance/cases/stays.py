"""What else happens to people in hospital: rows taken back, and a stay over the year's end."""

from collections.abc import Iterator

from ..data import Case, Finding, Said, Story, bad, good

_INTERIM = "1"
_CHECKED_OUT = ["2402", "2303", "2304"]


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


def over_the_year_end(story: Story) -> Iterator[Finding]:
    """P144: the ended year is billed by itself, the next part on its own discharge."""
    for call in story.of("2304"):
        if call.asked("mid_setl_flag") != _INTERIM:
            continue
        if not call.is_ok:
            yield bad(call, f"中途结算没有办成：{call.words}")
            continue
        after = _next_part(story, call)
        if not after:
            yield bad(call, "中途结算以后，没有用 next_mdtrt_id 接着办下一年度的住院。")
        elif [one.infno for one in story.about(after) if one.is_ok][-3:] != _CHECKED_OUT:
            yield bad(call, "下一年度那一段没有办完出院（2402）、试算（2303）和结算（2304）。")
        else:
            yield good(call)


def _next_part(story: Story, call: Said) -> str:
    """The number under which the stay went on in the year after; empty where nobody used it."""
    ended = story.visits.get(call.mdtrt_id)
    if ended is None:
        return ""
    parts = (
        number
        for number, care in story.visits.items()
        if (care.stay, care.segment) == (ended.stay, ended.segment + 1) and care.year > ended.year
    )
    return next(parts, "")


def _later(story: Story, call: Said) -> list[str]:
    about = story.about(call.mdtrt_id)
    return [one.infno for one in about if one.is_ok and one.number > call.number]


CASES = (
    Case(
        "year_end",
        "跨年住院",
        "跨年的住院按年度各结一次：先中途结算上一年，再用新的就诊号办到出院。",
        (
            "2401 入院，begntime 在上一年；2301 上传两个年度的费用。",
            "2303、2304 的 mid_setl_flag 填 1，应答的 exp_content 里有 next_mdtrt_id。",
            "用 next_mdtrt_id 办 2402、2303、2304。",
        ),
        ("2401", "2301", "2303", "2304", "2402"),
        over_the_year_end,
    ),
    Case(
        "fee_taken_back",
        "住院明细冲减",
        "记多了的住院费用，用负数量冲减原来那一条，不能超过它。",
        ("2301 传一条费用。", "再用 2301 传负数量，init_feedetl_sn 填原来那条，之后出院结算。"),
        ("2301", "2304"),
        taken_back,
    ),
)

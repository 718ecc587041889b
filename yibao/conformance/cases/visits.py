"""Care from the registration to the bill: every step in its order."""

from collections.abc import Iterator

from ..data import Case, Finding, Said, Story, bad, good

_SETTLED = ("2207", "2207A")
_INTERIM = "1"
_VOUCHER = "01"


def missing_step(calls: tuple[Said, ...], settle: Said, steps: tuple[tuple[str, ...], ...]) -> str:
    """The first step that did not succeed in its order before the bill; empty where all did."""
    done = [call.infno for call in calls if call.is_ok and call.number < settle.number]
    for numbers in steps:
        place = next((i for i, infno in enumerate(done) if infno in numbers), None)
        if place is None:
            return numbers[0]
        done = done[place + 1 :]
    return ""


def _whole_way(story: Story, settle: Said, steps: tuple[tuple[str, ...], ...]) -> Finding:
    gone = missing_step(story.about(settle.mdtrt_id), settle, steps)
    if gone:
        return bad(settle, f"结算前没有按顺序办成 {gone}。")
    return good(settle)


def outpatient(story: Story) -> Iterator[Finding]:
    """With the e-voucher, from 2201 to 2207."""
    steps = (("2201",), ("2203", "2203A"), ("2204",), ("2206", "2206A"))
    for settle in story.done(*_SETTLED):
        opened = [call for call in story.about(settle.mdtrt_id) if call.infno == "2201"]
        if opened and opened[0].asked("mdtrt_cert_type").zfill(2) == _VOUCHER:
            yield _whole_way(story, settle, steps)


def pharmacy(story: Story) -> Iterator[Finding]:
    """A trial before each purchase."""
    for settle in story.done("2102"):
        yield _whole_way(story, settle, (("2101",),))


def inpatient(story: Story) -> Iterator[Finding]:
    """From the admission to the bill of the discharge."""
    steps = (("2401",), ("2301",), ("2402",), ("2303",))
    for settle in story.done("2304"):
        care = story.visits.get(settle.mdtrt_id)
        is_part = care is not None and care.segment > 1
        if settle.asked("mid_setl_flag") != _INTERIM and not is_part:
            yield _whole_way(story, settle, steps)


def cancelled(story: Story) -> Iterator[Finding]:
    """Fees first, then the registration; nothing was billed."""
    for call in story.of("2202"):
        earlier = [one for one in story.about(call.mdtrt_id) if one.number < call.number]
        done = {one.infno for one in earlier if one.is_ok}
        if done & {*_SETTLED}:
            continue
        if not call.is_ok:
            yield bad(call, "门诊挂号没有撤成，看看这次就诊是不是已经结算。")
        elif "2204" in done and "2205" not in done:
            yield bad(call, "传过费用的就诊，要先用 2205 撤销明细，再用 2202 撤销挂号。")
        elif {"2204", "2205"} <= done:
            yield good(call)


CASES = (
    Case(
        "outpatient",
        "普通门诊",
        "凭医保码看病，登记、就诊信息、明细、预结算、结算一步不少；患者先看到金额再付钱。",
        (
            "医院系统解码医保码，得到 ecToken；用它发 1101 和 2201（凭证类型 01）。",
            "依次发 2203、2204、2206。",
            "把 2206 的四项金额原样填进 2207，结算成功。",
        ),
        ("1162", "1101", "2201", "2203", "2204", "2206", "2207"),
        outpatient,
    ),
    Case(
        "pharmacy",
        "药店购药",
        "药店先试算再结算，费用随报文一起上传。",
        ("药店系统发 2101 试算。", "同样的药品发 2102 结算成功。"),
        ("2101", "2102"),
        pharmacy,
    ),
    Case(
        "inpatient",
        "住院",
        "入院、明细、出院、预结算、结算按顺序办。",
        ("医院系统发 2401 入院，2301 上传明细。", "2402 出院后，用 2303 试算，2304 结算成功。"),
        ("2401", "2301", "2402", "2303", "2304"),
        inpatient,
    ),
    Case(
        "cancel",
        "撤销挂号",
        "没有结算的就诊倒着撤：先明细，后挂号。",
        ("2201 登记，2204 传明细，不结算。", "2205 撤销明细，再用 2202 撤销挂号。"),
        ("2201", "2204", "2205", "2202"),
        cancelled,
    ),
)

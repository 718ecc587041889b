"""Reconciliation and files."""

from collections.abc import Iterator

from ..data import Case, Finding, Said, Story, bad, good

_EQUAL = "0"
_CATALOGUES = tuple(str(number) for number in range(1301, 1328))


def reconciled(story: Story) -> Iterator[Finding]:
    """Equal once; once different, and the difference found line by line."""
    equal = [call for call in story.done("3201") if call.got("stmt_rslt") == _EQUAL]
    for call in story.of("3201"):
        if not call.is_ok:
            yield bad(call, f"对总账没有办成：{call.words}")
        elif call.got("stmt_rslt") != _EQUAL:
            gone = _missing_after(story, call)
            if gone:
                yield bad(call, f"总账不平以后没有办成 {gone}，差在哪一笔还不知道。")
            elif equal:
                yield good(call)
            else:
                yield bad(call, "还没有一次对平的 3201。")
        elif call is equal[-1] and any(_is_traced(story, one) for one in story.done("3201")):
            yield good(call)


def _is_traced(story: Story, call: Said) -> bool:
    return call.got("stmt_rslt") != _EQUAL and not _missing_after(story, call)


def _missing_after(story: Story, call: Said) -> str:
    done = [one.infno for one in story.after(call) if one.is_ok]
    for number in ("9101", "3202", "9102"):
        if number not in done:
            return number
        done = done[done.index(number) + 1 :]
    return ""


def downloaded(story: Story) -> Iterator[Finding]:
    """The file of a catalogue is fetched by the number that was told."""
    for call in story.of(*_CATALOGUES):
        if not call.is_ok:
            yield bad(call, f"目录下载没有办成：{call.words}")
            continue
        number = call.got("file_qury_no")
        if not number:
            continue
        fetched = (
            one
            for one in story.after(call)
            if one.infno == "9102" and one.is_ok and one.asked("file_qury_no") == number
        )
        found = next(fetched, None)
        yield bad(call, "没有用 9102 取回这个文件。") if found is None else good(found)


CASES = (
    Case(
        "reconcile",
        "对账：对平，和找出差异",
        "每天对总账；不平就传明细，一笔一笔找出来。",
        (
            "按当天的结算发 3201，对平（stmt_rslt 为 0）。",
            "少报一笔再发 3201，不平；用 9101 传明细，3202 比对，9102 取回差异。",
        ),
        ("3201", "9101", "3202", "9102"),
        reconciled,
    ),
    Case(
        "catalogue",
        "目录下载",
        "目录按版本下载，用文件查询号取回。",
        ("发 1301，得到 file_qury_no。", "用 9102 取回压缩包，里面是制表符分隔的文本。"),
        ("1301", "9102"),
        downloaded,
    ),
)

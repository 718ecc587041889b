"""Messages that are repeated, lost, changed or refused for their form."""

from collections.abc import Iterator

from ..data import Case, Finding, Said, Story, bad, good

_MONEY = ("2102", "2207", "2207A", "2304", "2103", "2208", "2305")
_SETTLING = ("2102", "2207", "2207A", "2304")
_UNDOING = ("2103", "2208", "2305", "2601")
_CONFLICT = ("idempotency.conflict",)
_LIBRARY = "1162"
_NO_SIGN_IN = ("gateway.sign_in_missing",)
_WRONG_FIELD = ("gateway.field_invalid", "gateway.field_missing")
#: A sum in a wrong form is no wrong code; the case of reconciliation judges every one of these.
_RECONCILING = {"3201", "3202"}
_UNDONE = ("REVERSED", "CANCELLED")


def lost_reversed(story: Story) -> Iterator[Finding]:
    """2601 by the number and msgid of the lost call."""
    for call in story.of("2601"):
        if not call.is_ok:
            yield bad(call, f"冲正没有办成：{call.words}")
            continue
        lost = _named_by(story, call)
        if lost is None:
            yield bad(call, "oinfno 和 omsgid 不是本轮里发过的报文，要填原交易的编号和 msgid。")
        elif _is_undone(story, lost):
            yield good(call)
        else:
            yield bad(call, "原交易没有被冲正，请核对 oinfno 和 omsgid。")


def _named_by(story: Story, call: Said) -> Said | None:
    found = story.of(call.asked("oinfno"))
    return next((one for one in found if one.msgid == call.asked("omsgid")), None)


def _is_undone(story: Story, lost: Said) -> bool:
    bill, care = story.bills.get(lost.setl_id), story.visits.get(lost.mdtrt_id)
    return bool((bill and bill.state in _UNDONE) or (care and care.state in _UNDONE))


def repeated_same(story: Story) -> Iterator[Finding]:
    """The same message again, not a new one for the same bill."""
    first: dict[tuple[str, str, str], Said] = {}
    for call in story.of(*_MONEY):
        key = (call.place, call.infno, call.msgid)
        former = first.setdefault(key, call)
        if former is call:
            if _settles_again(story, call):
                yield bad(
                    call, "这次就诊已经结算，却换了新的 msgid 再结算；没收到应答要用原来的重发。"
                )
        elif former.is_ok and call.is_ok and former.fingerprint == call.fingerprint:
            yield good(call)


def _settles_again(story: Story, call: Said) -> bool:
    """A second message for a bill that stands."""
    if call.infno not in _SETTLING or call.is_ok:
        return False
    standing: Said | None = None
    for one in story.about(call.mdtrt_id):
        if one.number >= call.number:
            break
        if one.is_ok and one.infno in _SETTLING:
            standing = one
        elif one.is_ok and one.infno in _UNDOING:
            standing = None
    return standing is not None


def repeated_changed(story: Story) -> Iterator[Finding]:
    """Refused for its old msgid, sent with a new one."""
    for refused in story.refused(*_CONFLICT):
        if refused.infno == _LIBRARY:
            continue
        again = (
            one
            for one in story.after(refused)
            if one.is_ok
            and one.infno == refused.infno
            and one.msgid != refused.msgid
            and one.fingerprint == refused.fingerprint
        )
        found = next(again, None)
        if found is None:
            yield bad(refused, "改了内容的报文要换新的 msgid 重发，这一笔后来没有办成。")
        else:
            yield good(refused)


def signed_in(story: Story) -> Iterator[Finding]:
    """Told to sign in, it signs in and goes on."""
    for refused in story.refused(*_NO_SIGN_IN):
        later = [one.infno for one in story.after(refused) if one.is_ok]
        if "9001" not in later:
            yield bad(refused, "被要求签到以后没有发 9001。")
        elif len(later) == later.index("9001") + 1:
            yield bad(refused, "签到以后没有接着办业务。")
        else:
            yield good(refused)


def corrected(story: Story) -> Iterator[Finding]:
    """The field that was named is mended, and the message sent again."""
    for refused in story.refused(*_WRONG_FIELD):
        if refused.infno in _RECONCILING:
            continue
        later = [one for one in story.after(refused) if one.infno == refused.infno]
        if any(one.is_ok for one in later):
            yield good(refused)
        else:
            yield bad(refused, f"字段错误后来没有改对：{refused.words}")


CASES = (
    Case(
        "lost_reversed",
        "没收到应答，2601 冲正",
        "应答丢了又不想重发，就按原交易编号和原 msgid 冲正；不能当作没发生。",
        (
            "发 2207（可带请求头 X-Sandbox-Fault: timeout_after_commit，应答就收不到）。",
            "发 2601，oinfno 填 2207，omsgid 填那一笔的 msgid。",
        ),
        ("2207", "2601"),
        lost_reversed,
    ),
    Case(
        "repeated_same",
        "没收到应答，原样重发",
        "同一机构、同一交易、同一 msgid、同样内容：只办一次，两次应答一字不差。",
        ("发 2207，当作没收到应答。", "一个字不改再发一次，得到原来的结算号。"),
        ("2207",),
        repeated_same,
    ),
    Case(
        "repeated_changed",
        "旧 msgid 换了内容",
        "一个 msgid 只代表一份内容；改了内容就是另一笔，要用新的 msgid。",
        ("用已经用过的 msgid 发另一份内容，收到 infcode -1。", "换新的 msgid 发同一份内容，办成。"),
        (),
        repeated_changed,
    ),
    Case(
        "sign_in",
        "没有签到",
        "签到编号当天有效；提示没有签到，就先 9001 再接着办。",
        (
            "用不存在的 sign_no 发 9002（或开了“先签到”的接入直接发业务），收到 infcode -1。",
            "发 9001，再接着办业务。",
        ),
        ("9001", "9002"),
        signed_in,
    ),
    Case(
        "dictionary",
        "字典值填错，改正",
        "应答会说出是哪个字段；改对再发，不能跳过这一步。",
        (
            "把 med_type 之类的字典字段填成没有的代码，收到 infcode -1。",
            "改成正确的代码，重新发送成功。",
        ),
        (),
        corrected,
    ),
)

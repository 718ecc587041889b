"""Codes that are over or used, people and places that do not fit."""

from collections.abc import Iterator

from ..data import Case, Finding, Said, Story, bad, good

_LIBRARY = "1162"
#: The same window asks for another purpose.
_CONFLICT = "idempotency.conflict"
_GOING_ON = {"2203", "2203A", "2204", "2206", "2206A", "2207", "2207A", "2301", "2303", "2304"}
_WITH_A_CODE = {*_GOING_ON, "1101", "2101", "2102", "2201", "2401"}
_BILLING = {"2207", "2207A", "2304", "2102"}


def code_expired(story: Story) -> Iterator[Finding]:
    """An old picture of a code."""
    return _shown_again(story, *story.refused("voucher.code.expired"))


def code_used(story: Story) -> Iterator[Finding]:
    """A code that opened something already."""
    used = story.refused("voucher.code.used")
    other = (call for call in story.refused(_CONFLICT) if call.infno == _LIBRARY)
    return _shown_again(story, *used, *other)


def _shown_again(story: Story, *refusals: Said) -> Iterator[Finding]:
    for refused in refusals:
        following = next(iter(story.after(refused)), None)
        if following is not None and following.infno in _WITH_A_CODE:
            yield bad(following, "码没有通过，却接着办业务。")
        elif following is not None and following.infno == _LIBRARY and following.is_ok:
            yield good(refused)
        else:
            yield bad(refused, "码没有通过以后，没有让参保人刷新再扫。")


def wrong_institution(story: Story) -> Iterator[Finding]:
    """A pharmacy registers no visits; it sells."""
    for refused in story.refused("visit.med_type_mismatch", "voucher.code.wrong_institution_type"):
        later = story.after(refused)
        if _went_on(later):
            yield bad(_went_on(later), "登记没有办成，却接着上传。")
        elif any(one.is_ok and one.infno in _BILLING for one in later):
            yield good(refused)
        else:
            yield bad(refused, "后来没有用本机构该用的交易办成。")


def not_insured(story: Story) -> Iterator[Finding]:
    """Somebody whom nobody insures pays himself; nothing more is sent for him."""
    for refused in story.refused("person.not_insured"):
        step = _went_on(story.after(refused))
        if step is None:
            yield good(refused)
        else:
            yield bad(step, "没有参保的人不能登记，却接着上传；应转自费。")


def _went_on(later: tuple[Said, ...]) -> Said | None:
    """The very next call, where it acts as if the refused one had succeeded."""
    following = later[0] if later else None
    if following is None or following.is_ok or following.infno not in _GOING_ON:
        return None
    return following


CASES = (
    Case(
        "code_expired",
        "过期的医保码",
        "医保码一分钟有效；过期的不解码，请参保人刷新。",
        (
            "取一个测试人员的码，把测试时钟拨快两分钟（或等一分钟）再解码，收到拒绝。",
            "重新取码，解码成功。",
        ),
        ("1162",),
        code_expired,
    ),
    Case(
        "code_used",
        "同一个码扫两次",
        "一个码只用一次；换了窗口或用途再扫，要拒绝。",
        (
            "解码成功以后，用另一个操作员或业务类型再解同一个码，收到拒绝。",
            "请参保人刷新，重新解码成功。",
        ),
        ("1162",),
        code_used,
    ),
    Case(
        "wrong_institution",
        "机构类型不对",
        "药店不办门诊登记，医院不办药店结算。",
        ("药店系统发 2201，收到 infcode -1。", "改用 2101、2102 办成。"),
        ("2201", "2102"),
        wrong_institution,
    ),
    Case(
        "not_insured",
        "没有参保",
        "没有参保的人不能用医保结算，转自费，不再往下发报文。",
        (
            "用没有参保的测试人员（证件号加姓名）发 1101 或 2201，收到 infcode -1。",
            "停下来，转自费。",
        ),
        ("1101", "2201"),
        not_insured,
    ),
)

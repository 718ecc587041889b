"""What the sandbox refuses."""

from yibao.kernel.errors import DomainError


class NotInSandbox(DomainError):
    """The client does not belong to a sandbox tenant."""

    code = "sandbox.not_available"
    status = 404
    title = "没有找到"
    detail = "这个地址只在演示环境里有。"


class PersonUnknown(DomainError):
    """No demo person has this key."""

    code = "sandbox.person_unknown"
    status = 404
    title = "没有这个测试人员"
    detail = "没有键为 {key} 的测试人员，可用的键见 /api/v1/sandbox/people/。"


class PersonHasNoPhone(DomainError):
    """Nobody is signed in as this person, so no phone shows a code."""

    code = "sandbox.person_has_no_account"
    title = "这个人还没有登录"
    detail = "{key} 没有登录账户，手机上显示不出医保码。"


class MemberNotBound(DomainError):
    """Showing a relative's code needs a binding."""

    code = "sandbox.member_not_bound"
    title = "没有绑定这位家人"
    detail = "{key} 没有绑定 {member_key}，不能替他出示医保码。"


class ClockOutOfRange(DomainError):
    """The test clock cannot be moved that far."""

    code = "sandbox.clock_out_of_range"
    status = 422
    title = "时钟拨得太远"
    detail = "测试时钟最多比实际时间快 {most_days} 天，也不能慢于实际时间。"


class ReviewPageOld(DomainError):
    """The matter has gone on since its page was opened; nothing was written (T36)."""

    code = "sandbox.review_page_old"
    title = "这一页不是最新的"
    detail = "打开这一页以后，这件事项有了变化，您的结论没有记下。请刷新看过再选。"

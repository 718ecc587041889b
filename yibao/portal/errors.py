"""What stands against a vendor or one of its people."""

from yibao.kernel.errors import DomainError, NotFound


class TooManyRegistrations(DomainError):
    """One source may open only a few sandboxes a day."""

    code = "portal.too_many_registrations"
    status = 429
    title = "今天申请得太多"
    detail = "今天从这里申请得太多，请明天再来，或打电话给平台。"


class LastOwner(DomainError):
    """A vendor keeps at least one owner."""

    code = "portal.last_owner"
    title = "至少留一个负责人"
    detail = "这是最后一个负责人，请先让别人做负责人。"
    next_step = "联系不上别人请拨 12393，由平台核实后处理。"


class InvitationOver(DomainError):
    """The link was used or is too old."""

    code = "portal.invitation_over"
    status = 410
    title = "邀请已经失效"
    detail = "邀请已经失效，请负责人重新邀请。"
    next_step = "不知道负责人是谁请拨 12393。"


class MemberNotFound(NotFound):
    """Unknown, or another vendor's."""

    code = "portal.member_not_found"
    title = "没有这个成员"
    detail = "没有这个成员，请回到成员列表。"
    next_step = "有疑问请拨 12393。"


class VendorStateRefused(DomainError):
    """The step does not fit the state."""

    code = "portal.vendor_state"
    title = "现在不能这样办"
    detail = "单位现在是“{state}”，不能这样办。"
    next_step = "有疑问请拨 12393，说单位名称和编号。"


class NoGreenReport(DomainError):
    """The newest report is not one in which every case passed, or it is too old."""

    code = "portal.no_green_report"
    title = "没有能用的自测报告"
    detail = "最近一份自测报告要全部通过，并且不早于 {days} 天。请到“上线自测”再做一轮。"
    next_step = "做不通请看报告里每个用例的原因，或拨 12393。"


class CallbackWrong(DomainError):
    """The address for notices did not answer as it has to."""

    code = "portal.callback"
    status = 422
    title = "通知地址没有答对"
    detail = "通知地址没有答对：{why}。"
    next_step = "收到 portal.callback_check 时，请回 200，正文里写上 challenge 的值，再提交一次。"

"""What stands against asking about a bill."""

from yibao.kernel.errors import DomainError


class DisputeWaiting(DomainError):
    """One question a bill at a time; the first is still being looked into."""

    code = "dispute.waiting"
    title = "这笔账正在核查"
    detail = "您已经提过疑问，编号 {ref}，核查完以前不用再提。"


class DisputesSpent(DomainError):
    """A bill was asked about as often as is answered online."""

    code = "dispute.spent"
    title = "这笔账已经核查过多次"
    detail = "一笔账最多在这里问 {most} 次。还有疑问，请拨 12393，或带身份证去窗口。"


class DisputeAnswered(DomainError):
    """What was answered or withdrawn stays as it is."""

    code = "dispute.answered"
    title = "已经有结果"
    detail = "这个疑问已经有结果，不能再改，也不能撤回。"


class DoubtPapersFull(DomainError):
    """As many photos as one doubt takes."""

    code = "dispute.papers_full"
    title = "照片够了"
    detail = "一个疑问最多放 {most} 张照片。"
    next_step = "要换一张，请先删掉一张。"

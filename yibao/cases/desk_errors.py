"""What cannot be done at the desk of the lead: bulk acts, absences, saved views."""

from yibao.kernel.errors import DomainError


class AwayDatesWrong(DomainError):
    """An absence begins before it ends, and is not over already."""

    code = "cases.staff.away_wrong"
    status = 422
    title = "日期不对"
    detail = "结束日期不能早于开始日期，也不能早于今天；填了结束就要填开始。"


class OwnArrangement(DomainError):
    """Nobody gives districts to oneself or says who the own kin are (T41)."""

    code = "cases.staff.own"
    status = 403
    title = "不能改自己的"
    detail = "自己的辖区和回避登记，要由另一位管理员来做。"


class BulkEmpty(DomainError):
    """No case was chosen, or more than a page."""

    code = "cases.bulk.empty"
    status = 422
    title = "没有选事项"
    detail = "请先在列表里勾选事项，一次最多 {most} 件。"


class BulkNotPossible(DomainError):
    """A bulk act is carried out once, soon after its preview, by who made it."""

    code = "cases.bulk.not_possible"
    title = "现在不能执行"
    detail = "这次批量处理已经执行过，或者预览已经超过 {minutes} 分钟。"
    next_step = "请回到队列，重新选择。"


class BulkUndoOver(DomainError):
    """The minute of grace is over, or it was undone already."""

    code = "cases.bulk.undo_over"
    title = "不能撤销了"
    detail = "执行后 {seconds} 秒内可以撤销一次。"
    next_step = "需要改的，请重新分配或改优先级。"


class TooManyViews(DomainError):
    """Saved views are a handful."""

    code = "cases.view.too_many"
    status = 422
    title = "常用视图太多"
    detail = "最多保存 {most} 个常用视图，请先删掉不用的。"

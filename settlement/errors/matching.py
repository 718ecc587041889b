"""What cannot be reconciled (对账) or cleared (清算)."""

from yibao.kernel.errors import DomainError


class ReconciliationNotFound(DomainError):
    """No reconciliation of this institution has the number."""

    code = "reconciliation.not_found"
    status = 404
    title = "没有这次对账"
    detail = "没有这个对账号，或者不属于本机构。"


class ReconciliationPeriodRefused(DomainError):
    """Days that cannot be compared."""

    code = "reconciliation.period_refused"
    status = 422
    title = "对账期间不对"
    detail = "开始日期不能晚于结束日期，最长 {days} 天，不能晚于今天。"


class ReconciliationClosed(DomainError):
    """Totals agreed, or the comparison is running: no details are wanted."""

    code = "reconciliation.no_details_wanted"
    title = "现在不收明细"
    detail = "这次对账现在是“{state}”，不收明细。"


class ReconciliationBusy(DomainError):
    """Somebody else is sending the details (F: two uploads at once)."""

    code = "reconciliation.upload_running"
    title = "正在收另一份明细"
    detail = "这次对账正在收另一份明细，等它结束再传；中断的上传 2 分钟后可以重来。"
    retry = True


class ReconciliationWorkedOn(DomainError):
    """Finance acted on a difference; a new file would hide what was decided."""

    code = "reconciliation.worked_on"
    title = "财务已经处理过差异"
    detail = "这次对账的差异已有人处理，不能重传明细。请按同一期间重新发起对账。"


class DetailLineRefused(DomainError):
    """A line of the details is not a row; nothing of the file was kept."""

    code = "reconciliation.line_refused"
    status = 422
    title = "明细有一行不对"
    detail = "第 {line} 行：{reason}整份明细没有保存，请改正后重传。"


class DetailsCutShort(DomainError):
    """The body ended before its announced length."""

    code = "reconciliation.details_cut_short"
    status = 422
    title = "明细没有传完"
    detail = "收到的内容比说明的长度短，整份明细没有保存，请重传。"


class DetailsDigestWrong(DomainError):
    """The body is not the one whose digest was sent (T70)."""

    code = "reconciliation.digest_wrong"
    status = 422
    title = "明细摘要不符"
    detail = "收到的内容和 Content-Digest 不符，整份明细没有保存，请重传。"


class DetailsOvertaken(DomainError):
    """This upload paused so long that another one took its place."""

    code = "reconciliation.upload_overtaken"
    title = "上传已被替代"
    detail = "这次上传停得太久，已由另一次上传代替。"


class DifferenceDone(DomainError):
    """The difference is not open any more."""

    code = "reconciliation.difference_done"
    title = "这条差异已处理"
    detail = "这条差异现在是“{state}”，不能再这样处理。"


class ClearingNotFound(DomainError):
    """No clearing of this institution has the number."""

    code = "clearing.not_found"
    status = 404
    title = "没有这次清算"
    detail = "没有这个清算号，或者不属于本机构。"


class ClearingMonthNotOver(DomainError):
    """The month, or a settlement of it, is still running."""

    code = "clearing.month_not_over"
    title = "这个月还没有结束"
    detail = "{month} 还没有结束，或者还有结算没有结果，请过后再申请。"


class ClearingNothing(DomainError):
    """No record in the month."""

    code = "clearing.nothing_to_clear"
    title = "没有可清算的结算"
    detail = "{month} 没有结算和退费。"


class ClearingSumsDiffer(DomainError):
    """The institution's sums are not ours: reconcile first."""

    code = "clearing.sums_differ"
    title = "金额和本系统不一致"
    detail = "报来的合计和本系统不一致（见 ours）。请先对账，一致以后再申请清算。"


class ClearingMonthTaken(DomainError):
    """These days were applied for already, alone or within another application."""

    code = "clearing.month_taken"
    title = "这个月已经申请过"
    detail = "{month} 的这些结算已经在另一次清算里，不能再申请。"


class ClearingStateRefused(DomainError):
    """The clearing is past this step."""

    code = "clearing.state_refused"
    title = "现在不能这样办"
    detail = "这次清算现在是“{state}”。"


class ClearingDifferencesOpen(DomainError):
    """Differences of these days wait for somebody."""

    code = "clearing.differences_open"
    title = "还有差异没处理"
    detail = "这个机构在这些日期里还有 {count} 条对账差异没处理，请先处理。"


class ClearingSumsMoved(DomainError):
    """What is in the books is no longer what was applied for."""

    code = "clearing.sums_moved"
    title = "账上金额变了"
    detail = "账上的金额和申请时不一样，不能审核和拨付。请退回，由机构撤销后重新申请。"


class ClearingSamePerson(DomainError):
    """Who audited does not pay."""

    code = "clearing.same_person"
    title = "要另一个人拨付"
    detail = "审核人不能拨付同一次清算，请由另一位财务拨付。"

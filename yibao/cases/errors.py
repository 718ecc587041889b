"""What cannot be done with a case."""

from yibao.kernel.errors import DomainError


class CaseMoveRefused(DomainError):
    """The case is not in a state from which this is possible."""

    code = "cases.case.move_refused"
    title = "现在不能这样处理"
    detail = "这件事项的状态已经变了，请刷新后再看。"


class DeciderIsInvolved(DomainError):
    """Nobody decides a matter that concerns the own person (I19, T32)."""

    code = "cases.case.decider_involved"
    status = 403
    title = "不能处理与自己有关的事项"
    detail = "这件事项与您本人有关，请由其他人员处理。"


class SecondPersonNeeded(DomainError):
    """What two people must agree to is not agreed to twice by one of them (P181, I19)."""

    code = "cases.case.second_person"
    status = 403
    title = "要由另一人复核"
    detail = "您已经通过了这件事项，请另一位同事用自己的账号复核。"


class CaseOutsideArea(DomainError):
    """Officers work on the cases of their own districts (settled 18)."""

    code = "cases.case.outside_area"
    status = 403
    title = "不在您的辖区"
    detail = "这件事项不在您的辖区，请由当地的同事处理。"


class DeclarationMissing(DomainError):
    """Who decides on papers has said who they are, so that own matters are found (T32)."""

    code = "cases.case.declaration_missing"
    status = 403
    title = "先登记回避信息"
    detail = "您还没有登记本人和亲属的身份，不能审核。"
    next_step = "请系统管理员在“工作人员”里登记。"


class EvidenceChanged(DomainError):
    """A file was replaced after the officer opened the page (T35)."""

    code = "cases.case.evidence_changed"
    title = "材料有变化"
    detail = "您打开页面以后，材料换过了。"
    next_step = "请重新打开申请，看过新材料再决定。"


class CaseHasOwnPage(DomainError):
    """Papers are decided on where they can be seen."""

    code = "cases.case.own_page"
    title = "请到申请页面审核"
    detail = "这类事项要看着材料审核，请打开申请页面。"


class LookNotPossible(DomainError):
    """There is nothing to look at here, or somebody else looks, or it is over (feature 42)."""

    code = "cases.look.not_possible"
    title = "现在不能抽检"
    detail = "这件不用抽检，或者已经有别人在看。"
    next_step = "请回到“抽检”，取下一件。"


class LookLost(DomainError):
    """The look went back to the others; what was said with the old number does not count (T36)."""

    code = "cases.look.lost"
    title = "这件抽检放回去了"
    detail = "太久没有动作，这件已经放回，您填的内容还在页面上。"
    next_step = "请重新领取后再提交。"


class LookIncomplete(DomainError):
    """The second word needs what a first word needs: a full checklist, or a reason (P176)."""

    code = "cases.look.incomplete"
    status = 422
    title = "还没有填完"
    detail = "通过要答完核对清单，补正和不通过要选理由。"


class LookSettledByAnother(DomainError):
    """A disagreement is settled once, by a lead who said neither word."""

    code = "cases.look.settled_by_another"
    status = 403
    title = "要由另一位组长定"
    detail = "这件不用再定，或者您说过其中一次结论。"


class LeaseLost(DomainError):
    """A late writer: the case is no longer in this officer's hands, nothing was written (T36)."""

    code = "cases.case.lease_lost"
    title = "这件不在您手上了"
    detail = "没有写入：{why}。"
    next_step = "您写的内容留在草稿里，重新领取后可以接着写。"


class CaseKept(DomainError):
    """The case is reserved: for who reviewed it before, whom the lead chose, or on hold."""

    code = "cases.case.kept"
    title = "这件留给了别人"
    detail = "这件事项留给了{who}，{until}。"
    next_step = "要马上处理，请组长接手或重新分配。"


class LeadNeeded(DomainError):
    """Referred cases, and what changes the work of others, are the lead's."""

    code = "cases.case.lead_needed"
    status = 403
    title = "要由组长处理"
    detail = "这件事项或这个操作要由组长处理。"


class OfficerAway(DomainError):
    """Nobody is given work while away."""

    code = "cases.case.officer_away"
    title = "登记为不在岗"
    detail = "{who}今天登记为不在岗，不能领取或分配新的事项。"
    next_step = "已经回来的，请在“人员和负载”里改。"


class OfficerUnfit(DomainError):
    """A case is given only to somebody who may decide on it."""

    code = "cases.case.officer_unfit"
    title = "不能分配给这位同事"
    detail = "这位同事没有处理事项的权限，或者账号已停用。"


class ReasonNeeded(DomainError):
    """Taking over, setting aside, passing by and referring say why."""

    code = "cases.case.reason_needed"
    status = 422
    title = "请写明原因"
    detail = "请选择或写明原因，会记入事项经过。"

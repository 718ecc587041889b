"""Why the question to a member cannot be answered or asked again (P65, P66, P75)."""

from yibao.kernel.errors import DomainError


class ConsentOver(DomainError):
    """The question was answered, withdrawn or has run out."""

    code = "family.consent.over"
    title = "这件事已经有结果了"
    detail = "这件事现在是“{state}”，不用再办。"
    next_step = "请刷新再看。还想办，请家人重新申请。"


class ConsentTooYoung(DomainError):
    """Below 16 nobody is asked; the guardian's papers count (P54, P65)."""

    code = "family.consent.too_young"
    title = "不用本人同意"
    detail = "没满 {age} 岁，由监护人提交材料办理，不用刷脸。"
    next_step = "请继续提交材料。"


class ConsentTextChanged(DomainError):
    """The words on the page are no longer the ones in force."""

    code = "family.consent.text_changed"
    title = "说明有更新"
    detail = "这份说明刚刚更新。"
    next_step = "请看过新的再决定。"
    retry = True


class ConsentNoPhone(DomainError):
    """The member has no registered number, so no code can reach them (settled 4)."""

    code = "family.consent.no_phone"
    title = "家人还没有注册"
    detail = "家人还没有用自己的手机号注册，验证码没有地方发。"
    next_step = "请家人先注册，或者带身份证一起去窗口。"


class ConsentNeedsTwo(DomainError):
    """Without a face two different clerks see the member (P57, P181, P189)."""

    code = "family.consent.needs_two"
    title = "要两位工作人员"
    detail = "不刷脸的，要两位工作人员当面核对，并且都不是当事人。"
    next_step = "请另一位工作人员用自己的账号确认。"


class ConsentPapersMissing(DomainError):
    """What must be seen at the counter where the face is replaced (P57)."""

    code = "family.consent.papers_missing"
    status = 422
    title = "还要看证件"
    detail = "请核对本人的身份证。"
    next_step = "刚满 16 岁、身份证还没办好的，请监护人带户口簿一起来。"


class RefusedLately(DomainError):
    """The person has said no, and is left in peace for a while (P75). No word more than that."""

    code = "family.consent.refused_lately"
    title = "对方未同意"
    detail = "这位家人未同意。"
    next_step = "{month} 月 {day} 日起可以再申请；家人愿意的，可以一起到窗口办。"


class RemindedAlready(DomainError):
    """One reminder in a while is enough."""

    code = "family.consent.reminded"
    status = 429
    title = "刚刚提醒过"
    detail = "已经提醒过家人，{until} 以后可以再提醒。"
    next_step = "着急可以打电话和家人说一声。"
    retry = True

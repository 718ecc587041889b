"""What cannot be done with notices."""

from yibao.kernel.errors import DomainError


class TemplateUnfit(DomainError):
    """The words break a rule of P190 or of the small template language."""

    code = "notices.template.unfit"
    title = "这段文字不能用"
    detail = "{reason}"
    next_step = "请改好再保存。"


class TemplateMoveRefused(DomainError):
    """Only a draft is released, only words in force are retired."""

    code = "notices.template.move_refused"
    title = "现在不能这样处理"
    detail = "只有草稿能发布，只有使用中的能停用。"


class WriterReleases(DomainError):
    """Whoever wrote the words does not release them."""

    code = "notices.template.writer_releases"
    status = 403
    title = "要由另一个人发布"
    detail = "起草人不能发布自己写的文字。"


class NotResendable(DomainError):
    """One-time codes are never sent again; what is on its way needs no help."""

    code = "notices.sms.not_resendable"
    title = "这条短信不能重发"
    detail = "验证码过了就没用，不能重发；还在发送的不用重发。"


class BannerOver(DomainError):
    """A banner that has ended stays as it was."""

    code = "notices.banner.over"
    title = "这条公告已经结束"
    detail = "要再公告，请新建一条。"

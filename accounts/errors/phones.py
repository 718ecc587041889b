"""What can go wrong with phone numbers and codes by SMS, in the words of the pages."""

from yibao.kernel.errors import DomainError


class CodeWrong(DomainError):
    """The typed code is not the newest one (T13)."""

    code = "accounts.phone.code_wrong"
    status = 422
    title = "验证码不对"
    detail = "请看看短信里最新的 6 位数字。还可以再试 {tries_left} 次。"


class CodeExpired(DomainError):
    """No code is alive for this number: never sent, used, replaced or older than 10 minutes."""

    code = "accounts.phone.code_expired"
    status = 422
    title = "这个验证码已经失效"
    detail = "验证码 10 分钟内有效，只能用一次。"
    next_step = "请点“重发短信”，用最新的一条。"


class CodeSpent(DomainError):
    """Five wrong tries on one code (T13)."""

    code = "accounts.phone.code_spent"
    status = 422
    title = "这个验证码不能再试了"
    detail = "这个验证码已经试了 5 次。"
    next_step = "请点“重发短信”，用最新的一条。"


class SendTooSoon(DomainError):
    """One code a minute and number (T15)."""

    code = "accounts.phone.send_too_soon"
    status = 429
    title = "验证码刚刚发过"
    detail = "请等 {retry_after} 秒再要新的验证码。"
    retry = True


class TooManyCodes(DomainError):
    """The hourly or daily number of codes of a number or a source is used up (T15)."""

    code = "accounts.phone.too_many"
    status = 429
    title = "验证码要得太多了"
    detail = "为了安全，请等一会儿再试。"
    next_step = "着急可以带身份证去窗口办。"
    retry = True


class PhoneLocked(DomainError):
    """Twenty wrong codes a day for one number, or a hundred an hour from one source (T13, T14)."""

    code = "accounts.phone.locked"
    status = 429
    title = "暂时不能登录"
    detail = "试的次数太多，为了安全先停一会儿。"
    next_step = "着急可以带身份证去窗口。"
    retry = True

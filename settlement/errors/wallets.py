"""What hinders giving money to a relative's wallet, or taking it (P99)."""

from yibao.kernel.errors import DomainError


class WalletNotInsured(DomainError):
    """A wallet is for people with basic insurance (P97)."""

    code = "wallet.not_insured"
    title = "现在不能开通"
    detail = "没有查到正常的参保信息，不能开通医保钱包。"
    next_step = "刚参保的，信息可能要过几天才到；着急请拨 12393。"


class WalletNotOpen(DomainError):
    """The giver opens a wallet first."""

    code = "wallet.not_open"
    title = "还没有开通钱包"
    detail = "转账前，您自己也要先开通医保钱包。"
    next_step = "请先在“医保钱包”页面点开通。"


class WalletReceiverNotOpen(DomainError):
    """The receiver opens a wallet first; until then nothing can be given."""

    code = "wallet.receiver_not_open"
    title = "对方没有开通钱包"
    detail = "{name}还没有开通医保钱包，钱转不过去。"
    next_step = "请家人先登录，在“医保钱包”页面点开通，再来转。"


class WalletClosedHours(DomainError):
    """No transfers at night."""

    code = "wallet.closed_hours"
    title = "现在不能转账"
    detail = "每天 {closed_from} 到第二天 {closed_until} 不能转账。"
    next_step = "请 {closed_until} 以后再转。"


class WalletDailyCount(DomainError):
    """So many transfers a wallet and day; those that came back count."""

    code = "wallet.daily_count"
    title = "今天的次数用完了"
    detail = "一个钱包一天最多转 {most} 次，退回来的也算。"
    next_step = "请明天再转。"


class WalletAmountRefused(DomainError):
    """Above the limit of one transfer, or nothing."""

    code = "wallet.amount"
    status = 422
    title = "金额不行"
    detail = "一次最多转 {most} 元，最少 0.01 元。"
    next_step = "请改金额。"


class WalletBalanceShort(DomainError):
    """The personal account holds less."""

    code = "wallet.balance_short"
    title = "个人账户余额不够"
    detail = "个人账户里没有这么多钱。"
    next_step = "请改小金额。钱包里的钱不能再转给别人。"


class WalletGiverRefused(DomainError):
    """Money comes from an employee's own account that can be used (P95, P115)."""

    code = "wallet.giver"
    title = "现在不能转给家人"
    detail = "转给家人的钱从职工医保的个人账户出，{reason}。"
    next_step = "家人转给您的，照样可以接收。"


class WalletBlocked(DomainError):
    """The relative takes no money from this giver (P104)."""

    code = "wallet.blocked"
    title = "这位家人不接受"
    detail = "这位家人选择了不接受您的共济，也不能转到钱包。"
    next_step = "请先和家人商量，家人可以在自己的“家庭共济”页面取消。"


class WalletKinRefused(DomainError):
    """Only near relatives whose relation is known (P96)."""

    code = "wallet.kin"
    title = "只能转给近亲属"
    detail = "只能转给已知关系的近亲属：绑定过亲情账户，或您授权过家庭共济的。"
    next_step = "请先添加家人，再来转。"


class WalletProofMissing(DomainError):
    """Giving money is confirmed by face or PIN (P100)."""

    code = "wallet.proof_missing"
    title = "要先确认是您本人"
    detail = "转账要刷脸或输密码确认。"


class WalletOver(DomainError):
    """It was taken, refused, taken back or its time is over."""

    code = "wallet.over"
    title = "这笔转账已经办结"
    detail = "这笔转账现在是“{state}”，不能再办。"

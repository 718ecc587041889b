"""Why a voucher was closed, and which closings the person may take back by applying again."""

ACCOUNT_CLOSED = "本人注销账号"
AGREEMENT_WITHDRAWN = "本人撤回用户协议"
OWN_CLOSING = "本人注销医保码"
DEATH = "死亡"
_OWN_WISH = frozenset({ACCOUNT_CLOSED, AGREEMENT_WITHDRAWN, OWN_CLOSING})


def may_apply_again(closing_reason: str) -> bool:
    """Whether the closing was the person's own wish, which a new wish undoes."""
    return closing_reason in _OWN_WISH

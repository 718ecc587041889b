"""Words, tags and links that the pages of settlement share."""

from typing import Any

from yibao.kernel.console import person_link, tag

__all__ = ["CASH_METHODS", "REMOTES", "STATE_KINDS", "person_link", "posting_kind", "state_tag"]

STATE_KINDS = {
    "SETTLED": "ok",
    "PARTLY_REFUNDED": "warn",
    "REFUNDED": "neutral",
    "REVERSED": "neutral",
    "CANCELLED": "neutral",
    "PENDING": "info",
    "FAILED": "error",
    "QUOTED": "info",
    "FEES": "info",
    "REGISTERED": "info",
    "ADMITTED": "info",
    "DISCHARGED": "warn",
    "DRAFT": "info",
    "ACTIVE": "ok",
    "RETIRED": "neutral",
    "AWAITING": "info",
    "IN_DOUBT": "warn",
    "DONE": "ok",
    "RETURNED": "neutral",
    "REFUSED": "error",
    "CLOSED": "neutral",
    "MANUAL": "warn",
    "PAID_OUT": "ok",
    "NEEDS_CHECK": "warn",
    "REMOVED": "neutral",
    "ASKED": "info",
    "SENT": "info",
    "BOUND": "ok",
    "AWAY": "warn",
    "SPENT": "neutral",
    "MATCHED": "ok",
    "MISMATCH": "warn",
    "LOADING": "info",
    "COMPARING": "info",
    "FINISHED": "neutral",
    "OPEN": "warn",
    "RESOLVED": "ok",
    "APPLIED": "info",
    "AUDITED": "info",
    "PAID": "ok",
    "IN_REVIEW": "info",
    "APPROVED": "ok",
    "REJECTED": "error",
    "PROPOSED": "info",
    "OFFERED": "info",
    "ACCEPTED": "ok",
    "TAKEN_BACK": "neutral",
    "RECEIVED": "info",
    "CHECKED": "warn",
    "WAITING": "info",
    "RUNNING": "info",
    "CLEAN": "ok",
    "BROKEN": "error",
}

#: Why money was posted.
POSTINGS = {
    "deposit": "划入个人账户",
    "correction": "划入更正",
    "settlement": "结算",
    "refund": "退费",
    "reversal": "冲正",
    "card_charge": "银行卡扣款",
    "card_refund": "退回银行卡",
    "sandbox_reset": "演示数据恢复",
    "clearing": "拨付机构",
    "sweep": "账户关闭，转入待领款",
    "unsweep": "账户恢复，从待领款转回",
    "payout": "待领款付款",
    "premium": "交居民医保费",
    "premium_paid": "居民医保费已记到账",
    "premium_back": "居民医保费退回",
    "wallet_offer": "转到家人的钱包，等接收",
    "wallet_accept": "钱包接收",
    "wallet_back": "钱包转账退回",
}
CASH_METHODS = {"cash": "现金", "bank_card": "银行卡", "mixed": "银行卡和现金"}
REMOTES = {
    "none": "本地就医",
    "long_term": "异地长期居住",
    "referral": "异地转诊",
    "emergency": "异地急诊",
    "other": "其他异地就医",
    "unfiled": "异地未备案",
}


def posting_kind(row: Any) -> str:
    """Why money was posted, in words."""
    return POSTINGS.get(row.kind, row.kind)


def state_tag(row: Any) -> str:
    """The state in words and colour."""
    return tag(STATE_KINDS.get(row.state, "neutral"), row.get_state_display())

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
}

#: Why money was posted.
POSTINGS = {
    "deposit": "划入个人账户",
    "settlement": "结算",
    "refund": "退费",
    "reversal": "冲正",
    "card_charge": "银行卡扣款",
    "card_refund": "退回银行卡",
    "sandbox_reset": "演示数据恢复",
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

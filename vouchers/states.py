"""States of a voucher (P36).

The life of a voucher (``VoucherState``) is one fact; insurance, password lock and suspension are
three more. People are shown one word (``VoucherWord``), computed in ``rules.word_of``.
"""

from django.db import models

from yibao.kernel.transitions import Table


class VoucherState(models.TextChoices):
    """Life of the voucher itself."""

    APPLIED = "APPLIED", "待激活"
    ACTIVE = "ACTIVE", "已激活"
    SUSPENDED = "SUSPENDED", "已停用"
    CLOSED = "CLOSED", "已注销"


class VoucherWord(models.TextChoices):
    """The one word that people, tills and partners see."""

    NONE = "NONE", "未激活"
    APPLIED = "APPLIED", "待激活"
    ACTIVE = "ACTIVE", "正常"
    RESTRICTED = "RESTRICTED", "受限"
    LOCKED = "LOCKED", "密码锁定"
    SUSPENDED = "SUSPENDED", "已停用"
    CLOSED = "CLOSED", "已注销"


VOUCHER_MOVES = Table(
    case_type="vouchers.voucher",
    moves={
        "APPLIED": {"ACTIVE": "vouchers.voucher.activated", "CLOSED": "vouchers.voucher.closed"},
        "ACTIVE": {
            "SUSPENDED": "vouchers.voucher.suspended",
            "CLOSED": "vouchers.voucher.closed",
        },
        "SUSPENDED": {
            "ACTIVE": "vouchers.voucher.restored",
            "CLOSED": "vouchers.voucher.closed",
        },
        # Only where the person closed it by own wish; the service looks at the reason.
        "CLOSED": {"APPLIED": "vouchers.voucher.applied_again"},
    },
    owners={
        "APPLIED": "holder",
        "ACTIVE": "holder",
        "SUSPENDED": "holder",
        "CLOSED": "holder",
    },
    notices={
        "vouchers.voucher.activated": "voucher_activated",
        "vouchers.voucher.suspended": "voucher_suspended",
        "vouchers.voucher.restored": "voucher_restored",
        "vouchers.voucher.closed": None,
        "vouchers.voucher.applied_again": None,
    },
)


class CounterState(models.TextChoices):
    """Where an act at a counter stands."""

    WAITING = "WAITING", "等第二位经办人"
    DONE = "DONE", "已办结"
    REFUSED = "REFUSED", "未同意"
    EXPIRED = "EXPIRED", "已过期"


COUNTER_MOVES = Table(
    case_type="vouchers.counter_act",
    moves={
        "WAITING": {
            "DONE": "vouchers.counter_act.done",
            "REFUSED": "vouchers.counter_act.refused",
            "EXPIRED": "vouchers.counter_act.expired",
        },
    },
    owners={
        "WAITING": "second clerk",
        "DONE": "nobody",
        "REFUSED": "nobody",
        "EXPIRED": "nobody",
    },
    notices={
        "vouchers.counter_act.done": None,
        "vouchers.counter_act.refused": None,
        "vouchers.counter_act.expired": None,
    },
)

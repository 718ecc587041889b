"""States of visits, attempts and settlements (section "Settlement life")."""

from django.db import models

from yibao.kernel.transitions import Table


class VisitState(models.TextChoices):
    """Where a visit stands."""

    REGISTERED = "REGISTERED", "已登记"
    FEES = "FEES", "已传费用"
    QUOTED = "QUOTED", "已试算"
    SETTLED = "SETTLED", "已结算"
    PARTLY_REFUNDED = "PARTLY_REFUNDED", "部分退费"
    REFUNDED = "REFUNDED", "已退费"
    CANCELLED = "CANCELLED", "已取消"


VISIT_MOVES = Table(
    case_type="settlement.visit",
    moves={
        "REGISTERED": {
            "FEES": "settlement.fees.added",
            "CANCELLED": "settlement.visit.cancelled",
        },
        "FEES": {
            "REGISTERED": "settlement.fees.removed",
            "QUOTED": "settlement.visit.quoted",
            "CANCELLED": "settlement.visit.cancelled",
        },
        "QUOTED": {
            "FEES": "settlement.fees.changed",
            "REGISTERED": "settlement.fees.removed",
            "SETTLED": "settlement.visit.settled",
            "CANCELLED": "settlement.visit.cancelled",
        },
        "SETTLED": {
            "PARTLY_REFUNDED": "settlement.visit.partly_refunded",
            "REFUNDED": "settlement.visit.refunded",
            "FEES": "settlement.visit.reversed",
        },
        "PARTLY_REFUNDED": {"REFUNDED": "settlement.visit.refunded"},
    },
    owners={
        "REGISTERED": "institution",
        "FEES": "institution",
        "QUOTED": "institution",
        "SETTLED": "institution",
        "PARTLY_REFUNDED": "institution",
        "REFUNDED": "nobody",
        "CANCELLED": "nobody",
    },
    notices={
        "settlement.fees.added": None,
        "settlement.fees.removed": None,
        "settlement.fees.changed": None,
        "settlement.visit.quoted": None,
        "settlement.visit.cancelled": None,
        "settlement.visit.settled": "settlement_settled",
        "settlement.visit.partly_refunded": "settlement_refunded",
        "settlement.visit.refunded": "settlement_refunded",
        "settlement.visit.reversed": "settlement_reversed",
    },
)


class AttemptState(models.TextChoices):
    """What became of one settle call."""

    PENDING = "PENDING", "处理中"
    SETTLED = "SETTLED", "已结算"
    FAILED = "FAILED", "未结算"
    REVERSED = "REVERSED", "已冲正"


ATTEMPT_MOVES = Table(
    case_type="settlement.attempt",
    moves={
        "PENDING": {
            "SETTLED": "settlement.attempt.settled",
            "FAILED": "settlement.attempt.failed",
            "REVERSED": "settlement.attempt.blocked",
        },
        "FAILED": {
            "PENDING": "settlement.attempt.retried",
            "REVERSED": "settlement.attempt.blocked",
        },
        "SETTLED": {"REVERSED": "settlement.attempt.reversed"},
    },
    owners={"PENDING": "system", "SETTLED": "nobody", "FAILED": "nobody", "REVERSED": "nobody"},
    notices={
        "settlement.attempt.settled": None,
        "settlement.attempt.failed": None,
        "settlement.attempt.blocked": None,
        "settlement.attempt.retried": None,
        "settlement.attempt.reversed": None,
    },
)


class SettlementState(models.TextChoices):
    """What a bill is worth now."""

    SETTLED = "SETTLED", "已结算"
    PARTLY_REFUNDED = "PARTLY_REFUNDED", "部分退费"
    REFUNDED = "REFUNDED", "已退费"
    REVERSED = "REVERSED", "已冲正"


SETTLEMENT_MOVES = Table(
    case_type="settlement.settlement",
    moves={
        "SETTLED": {
            "PARTLY_REFUNDED": "settlement.settlement.partly_refunded",
            "REFUNDED": "settlement.settlement.refunded",
            "REVERSED": "settlement.settlement.reversed",
        },
        "PARTLY_REFUNDED": {"REFUNDED": "settlement.settlement.refunded"},
    },
    owners={
        "SETTLED": "institution",
        "PARTLY_REFUNDED": "institution",
        "REFUNDED": "nobody",
        "REVERSED": "nobody",
    },
    notices={
        "settlement.settlement.partly_refunded": "settlement_refunded",
        "settlement.settlement.refunded": "settlement_refunded",
        "settlement.settlement.reversed": "settlement_reversed",
    },
)


class PackState(models.TextChoices):
    """Whether a policy version is in force."""

    DRAFT = "DRAFT", "待启用"
    ACTIVE = "ACTIVE", "已启用"
    RETIRED = "RETIRED", "已停用"


PACK_MOVES = Table(
    case_type="settlement.pack",
    moves={
        "DRAFT": {"ACTIVE": "settlement.pack.activated", "RETIRED": "settlement.pack.retired"},
        "ACTIVE": {"RETIRED": "settlement.pack.retired"},
    },
    owners={"DRAFT": "policy", "ACTIVE": "policy", "RETIRED": "nobody"},
    notices={"settlement.pack.activated": None, "settlement.pack.retired": None},
)

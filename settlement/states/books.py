"""States of proving the books and of bringing money into personal accounts (划入)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class ProofState(models.TextChoices):
    """Where one proof of all books stands; a broken one is an incident until somebody closes it."""

    WAITING = "WAITING", "等待开始"
    RUNNING = "RUNNING", "正在核对"
    CLEAN = "CLEAN", "全部相符"
    BROKEN = "BROKEN", "账务事故"
    CLOSED = "CLOSED", "事故已查明"


PROOF_MOVES = Table(
    case_type="settlement.proof",
    moves={
        START: {"WAITING": "settlement.proof.asked"},
        "WAITING": {"RUNNING": "settlement.proof.begun"},
        "RUNNING": {
            "CLEAN": "settlement.proof.clean",
            "BROKEN": "settlement.proof.broken",
        },
        "BROKEN": {"CLOSED": "settlement.proof.explained"},
    },
    owners={
        "WAITING": "system",
        "RUNNING": "system",
        "CLEAN": "nobody",
        "BROKEN": "finance",
        "CLOSED": "nobody",
    },
    notices={
        "settlement.proof.asked": None,
        "settlement.proof.begun": None,
        "settlement.proof.clean": None,
        "settlement.proof.broken": None,
        "settlement.proof.explained": None,
    },
)


class AllotmentState(models.TextChoices):
    """Where a file of monthly account money stands; checked first, approved by another person."""

    RECEIVED = "RECEIVED", "已收到，正在检查"
    CHECKED = "CHECKED", "已检查，等另一个人批准"
    APPROVED = "APPROVED", "已批准，正在入账"
    APPLIED = "APPLIED", "已入账"
    REJECTED = "REJECTED", "不用"


ALLOTMENT_MOVES = Table(
    case_type="settlement.allotment",
    moves={
        START: {"RECEIVED": "settlement.allotment.received"},
        "RECEIVED": {"CHECKED": "settlement.allotment.checked"},
        "CHECKED": {
            "APPROVED": "settlement.allotment.approved",
            "REJECTED": "settlement.allotment.rejected",
        },
        "APPROVED": {"APPLIED": "settlement.allotment.applied"},
    },
    owners={
        "RECEIVED": "system",
        "CHECKED": "finance",
        "APPROVED": "system",
        "APPLIED": "nobody",
        "REJECTED": "nobody",
    },
    notices={
        "settlement.allotment.received": None,
        "settlement.allotment.checked": None,
        "settlement.allotment.approved": None,
        "settlement.allotment.rejected": None,
        "settlement.allotment.applied": None,
    },
)

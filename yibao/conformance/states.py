"""States of a run."""

from django.db import models

from yibao.kernel.transitions import START, Table


class RunState(models.TextChoices):
    """How far a run is."""

    RUNNING = "RUNNING", "进行中"
    REPORTED = "REPORTED", "已出报告"
    DROPPED = "DROPPED", "重新开始了"


RUN_MOVES = Table(
    case_type="conformance.run",
    moves={
        START: {"RUNNING": "conformance.run.started"},
        "RUNNING": {
            "REPORTED": "conformance.run.reported",
            "DROPPED": "conformance.run.dropped",
        },
    },
    owners={"RUNNING": "vendor", "REPORTED": "nobody", "DROPPED": "nobody"},
    notices={
        "conformance.run.started": None,
        "conformance.run.reported": None,
        "conformance.run.dropped": None,
    },
)

"""What partners are told of scans: public ids only."""

from dataclasses import dataclass
from datetime import datetime

from ..models import ScanAnswer


@dataclass(frozen=True, slots=True)
class Told:
    """One fact for an institution; ``sequence`` and ``mark`` are as for bills."""

    institution_id: int
    ids: dict[str, str]
    at: datetime
    sequence: int = 1
    mark: str = ""


def suspended(scan_id: str) -> Told:
    """The owner said 不是我 and the voucher was stopped; told to the place of the scan."""
    answer = ScanAnswer.objects.select_related("scan").get(scan_id=scan_id)
    ids = {"scan_id": answer.scan.scan_id}
    return Told(answer.scan.institution_id, ids, answer.said_at)

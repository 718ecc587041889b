"""Where members of staff work, and whose matters they may not decide."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock

from .desk_errors import OwnArrangement
from .models import Declaration, WorkArea


def assign_areas(*, by: Any, staff: Any, codes: Iterable[str]) -> None:
    """Give a member of staff exactly these districts or cities (settled 18).

    Raises ``OwnArrangement``.
    """
    _must_be_another(by, staff)
    wanted = set(codes)
    with transaction.atomic():
        WorkArea.objects.filter(staff=staff).exclude(region_code__in=wanted).delete()
        WorkArea.objects.bulk_create(
            [WorkArea(staff=staff, region_code=code) for code in sorted(wanted)],
            ignore_conflicts=True,
        )
        audit.record("cases.areas.assigned", by=by, subject=staff, data={"areas": sorted(wanted)})


def declare(*, by: Any, staff: Any, own_index: str, kin_indexes: Iterable[str] = ()) -> None:
    """Write down who a member of staff is and who the relatives are, as keyed hashes (T32).

    Replaces what was declared before: rows that no longer hold are ended and stay. Raises
    ``OwnArrangement``.
    """
    _must_be_another(by, staff)
    kin = {index for index in kin_indexes if index != own_index}
    moment = clock.now()
    with transaction.atomic():
        live = Declaration.objects.select_for_update().filter(staff=staff, ended_at__isnull=True)
        wanted = {(own_index, True), *((index, False) for index in kin)}
        known = set()
        for row in live:
            pair = (row.person_index, row.is_own)
            if pair in wanted:
                known.add(pair)
            else:
                row.ended_at = moment
                row.save(update_fields=["ended_at"])
        Declaration.objects.bulk_create(
            [
                Declaration(staff=staff, person_index=index, is_own=is_own, declared_at=moment)
                for index, is_own in sorted(wanted - known)
            ]
        )
        audit.record("cases.kin.declared", by=by, subject=staff, data={"kin": len(kin)})


def _must_be_another(by: Any, staff: Any) -> None:
    if by is not None and by.pk == staff.pk:
        raise OwnArrangement

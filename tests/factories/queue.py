"""Cases without papers, for queues: any type, any place, any age."""

from datetime import timedelta
from itertools import count

from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel import clock

_numbers = count(1)
FEEDBACK, CORRECTION, RISK = "web.feedback", "accounts.correction", "family.risk"


def open_case(tenant, case_type=CORRECTION, *, due_in=None, waited=None, **more) -> Case:
    """An open case; ``due_in`` and ``waited`` move its promise and its beginning."""
    case = cases.open_case(
        by=None,
        tenant_id=tenant.pk,
        case_type=case_type,
        subject=f"x:{next(_numbers)}",
        summary="为了测试",
        **{"region_code": "510603", **more},
    )
    changed = {}
    if due_in is not None:
        changed["due_at"] = clock.now() + due_in
    if waited is not None:
        changed["opened_at"] = clock.now() - waited
    if changed:
        Case.objects.filter(pk=case.pk).update(**changed)
    return Case.objects.get(pk=case.pk)


def many(tenant, number: int, **more) -> list[Case]:
    """So many cases, each promised a minute later than the one before."""
    soon = timedelta(days=3)
    return [
        open_case(tenant, due_in=soon + timedelta(minutes=one), **more) for one in range(number)
    ]

"""What was spent under a mutual-aid grant, beside the grant (I15)."""

from typing import Any

from django.http import HttpRequest

from settlement.models import AidUse
from yibao.kernel.console import Column, Panel, panel, yuan


@panel("family.grant", permission="family.view_grant", order=20)
def uses_of_grant(request: HttpRequest, grant: Any) -> Panel:
    """Used by day and year, against the cap of the last payment."""
    rows = AidUse.objects.filter(grant=grant).order_by("-starts_on", "kind")[:40]
    cells = [
        [
            one.get_kind_display(),
            f"{one.starts_on}",
            yuan(one.used_fen),
            "不限" if one.cap_fen is None else yuan(one.cap_fen),
        ]
        for one in rows
    ]
    columns = (
        Column("期间"), Column("从哪天起"), Column("已用（元）", numeric=True),
        Column("上限（元）", numeric=True),
    )  # fmt: skip
    return Panel("用掉多少", columns, cells, empty="还没用过")

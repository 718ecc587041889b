"""An institution's own file of details, and what it says of a period."""

import json
from datetime import date

from settlement.data.clearing import COUNT_FIELD, SUM_FIELDS, PeriodAsk, Totals
from settlement.models import Reconciliation
from settlement.selectors import records
from settlement.services import detail_uploads, reconciling
from yibao.kernel import clock
from yibao.kernel.money import fen_text


def today(tenant) -> date:
    """The tenant's day."""
    return clock.today(tenant)


def told(place, day=None, **more) -> list[dict]:
    """What a faithful institution has in its books for a day."""
    day = day or today(place.tenant)
    scope = records.Scope(place.pk, day, day, **more)
    return [
        {
            "setl_id": line.setl_id,
            **{name: fen_text(getattr(line, name)) for name in SUM_FIELDS},
            "refd_setl_flag": line.refd_setl_flag,
        }
        for line in records.lines(scope)
    ]


def ndjson(rows) -> bytes:
    """The rows as a file."""
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def csv_file(rows) -> bytes:
    """The same as CSV."""
    heads = ["setl_id", *SUM_FIELDS, "refd_setl_flag"]
    lines = [heads, *([row[head] for head in heads] for row in rows)]
    return "\r\n".join(",".join(line) for line in lines).encode()


def period(tenant, *, total=0, count=0, day=None, **more) -> PeriodAsk:
    """Totals of one day that say something of the whole amount only."""
    day = day or today(tenant)
    sums = dict.fromkeys(SUM_FIELDS, 0) | {"medfee_sumamt": total}
    return PeriodAsk(day, day, Totals(sums, count), **more)


def mismatch(till, day=None, **more) -> Reconciliation:
    """A reconciliation that waits for details."""
    ask = period(till.place.tenant, total=1, count=999, day=day, **more)
    return reconciling.ask(by=till.client, institution=till.place, ask=ask)


def send(till, row, content: bytes, *, form="ndjson", pieces=65536, **more) -> Reconciliation:
    """Upload a file in pieces."""
    parts = (content[at : at + pieces] for at in range(0, len(content), pieces))
    ask = detail_uploads.FileAsk(form, parts, **more)
    return detail_uploads.receive(by=till.client, institution=till.place, ref=row.ref, ask=ask)


def totals(rows) -> dict:
    """The body of an honest POST: sums of the rows and their number."""
    from decimal import Decimal

    sums = {name: str(sum(Decimal(row[name]) for row in rows)) for name in SUM_FIELDS}
    return {name: text if text != "0" else "0.00" for name, text in sums.items()} | {
        COUNT_FIELD: len(rows)
    }

"""Areas that settle directly, and who has filed for care elsewhere."""

import csv
from importlib import resources
from typing import Any

from settlement.data.filings import RETIRED, FilingAsk
from settlement.services import filings
from yibao.kernel import clock

from ..demo.neighbours import person
from . import register
from .tables import table

_SWITCHES = ("inpatient", "outpatient", "chronic", "pharmacy")
#: A retired man who lives with his daughter in Chengdu.
PENSIONER, CHENGDU = "pensioner", "510100"


def areas() -> int:
    """The list of areas; what the console has changed since stays."""
    text = resources.files("yibao.sandbox.demo").joinpath("areas.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    for number, row in enumerate(rows, start=100):
        region, _ = table("Region").objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "sort": number}
        )
        table("RemoteArea").objects.get_or_create(
            region=region,
            defaults={
                "province": row["province"],
                "is_open": row["open"] == "1",
                "note": row["note"],
                **{name: row[name] == "1" for name in _SWITCHES},
            },
        )
    return len(rows)


def filed(owner: Any) -> int:
    """One long-term filing by promise, as the person would make it."""
    who = register.row_of(owner, person(PENSIONER))
    if not table("RemoteFiling").objects.filter(person=who).exists():
        ask = FilingAsk(kind=RETIRED, area=CHENGDU, starts_on=clock.today(owner), promised=True)
        filings.file(by=who.user, person=who, ask=ask)
    return table("RemoteFiling").objects.filter(tenant=owner).count()

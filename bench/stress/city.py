"""Twenty payers, five merchants, and more quoted visits than their accounts can pay."""

import copy
from dataclasses import dataclass
from random import Random
from typing import Any

from settlement.models import FeeLine, Quote, Visit
from settlement.models.quote import quote_ref
from settlement.models.visit import mdtrt_ref, visit_ref
from settlement.states import VisitState
from tests.factories import world
from tests.factories.aid import make_grant
from vouchers.models import Scan
from vouchers.models.scan import scan_ref
from yibao.kernel.ids import new_id

PAYERS, MERCHANTS = 20, 5
COPIES = 18
BALANCE = "150.00"
BALANCE_FEN = 15_000


@dataclass(frozen=True, slots=True)
class Ready:
    """A visit that waits to be settled as quoted."""

    till: int
    visit_id: str
    quote: dict[str, Any]


@dataclass(slots=True)
class City:
    """Who takes part in one run."""

    tills: list[world.Till]
    payers: list[world.Insured]
    ready: list[Ready]

    @property
    def total(self) -> int:
        """All money of the accounts, in 分."""
        return BALANCE_FEN * len(self.payers)


def build(tenant: Any, seed: int) -> City:
    """A fresh city for one seed. Half of the bills may use a relative's account."""
    luck = Random(seed)
    tills = [world.Till(world.institution(tenant)) for _ in range(MERCHANTS)]
    payers = [world.insured(tenant, balance=BALANCE) for _ in range(PAYERS)]
    for number, payer in enumerate(payers):
        make_grant(payer, payers[(number + 1) % PAYERS])
    ready: list[Ready] = []
    for payer in payers:
        for number, till in enumerate(tills):
            ready += _visits(till, number, payer, luck)
    luck.shuffle(ready)
    return City(tills, payers, ready)


def _visits(till: world.Till, number: int, payer: world.Insured, luck: Random) -> list[Ready]:
    """One visit the usual way, and copies of it as the service wrote it."""
    visit_id = till.visit(payer)
    price = f"{luck.randint(3, 15)}.{luck.randint(0, 99):02d}"
    answer = till.fees(visit_id, ("1", "XA01", "4", price))
    if answer.status_code != 201:
        raise SystemExit(f"stress: {answer.content.decode()}")
    quote = till.quote(visit_id, use_aid=luck.random() < 0.5)
    copies = _copied(Visit.objects.get(visit_id=visit_id), quote["quote_id"])
    return [
        Ready(number, visit_id, quote),
        *(Ready(number, one, {**quote, "quote_id": other}) for one, other in copies),
    ]


def _copied(visit: Visit, quote_id: str) -> list[tuple[str, str]]:
    scan, line = visit.scan, visit.fee_lines.get()
    quote = Quote.objects.get(quote_id=quote_id)
    visits, scans, lines, quotes = [], [], [], []
    for _ in range(COPIES - 1):
        scans.append(_twin(scan, scan_id=scan_ref(), code=None))
        names = {"visit_id": visit_ref(), "mdtrt_id": mdtrt_ref(), "state": VisitState.REGISTERED}
        visits.append(_twin(visit, scan=scans[-1], **names))
        lines.append(_twin(line, visit=visits[-1]))
        quotes.append(_twin(quote, visit=visits[-1], quote_id=quote_ref()))
    for model, rows in ((Scan, scans), (Visit, visits), (FeeLine, lines), (Quote, quotes)):
        model.objects.bulk_create(rows)
    for state in (VisitState.FEES, VisitState.QUOTED):  # each step, as the table of moves has it
        Visit.objects.filter(pk__in=[one.pk for one in visits]).update(state=state)
    return [(one.visit_id, two.quote_id) for one, two in zip(visits, quotes, strict=True)]


def _twin(row: Any, **values: Any) -> Any:
    other = copy.copy(row)
    other._state = copy.copy(row._state)
    other._state.adding = True
    other._state.fields_cache = {}
    other.pk = new_id()
    for name, value in values.items():
        setattr(other, name, value)
    return other

"""What a till remembers between two pages, kept in the browser's session."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from settlement.data.stays import INPATIENT_MED_TYPES
from yibao.kernel import clock, money

from .. import visitors
from ..demo.institutions import DemoInstitution, institution
from .api import TillApi

SESSION_KEY = "till"
# What belongs to one customer; the place stays for the next one.
CUSTOMER = (
    "scan",
    "visit",
    "items",
    "next_sn",
    "payers",
    "quote",
    "settle",
    "settlement",
    "reversed",
    "refund",
    "presented",
    "asked",
    "stay",
)
# What is kept of a patient who waits in bed while the window serves others.
_KEPT = ("scan", "visit", "items", "next_sn", "stay", "sent", "sent_for")


class Till:
    """One browser's till; every change is written through to the session.

    ``visitor`` is the member of a vendor whose own institutions it plays, else None. What was
    begun in another world is forgotten.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.session = request.session
        self.visitor = visitors.of(request)
        self.tenant = visitors.tenant_of(request)
        self.world = self.tenant.code if self.visitor else ""
        self.data: dict[str, Any] = dict(self.session.get(SESSION_KEY, {}))
        if self.data.get("world", "") != self.world:
            self.data = {"world": self.world}

    def get(self, name: str) -> Any:
        """What is remembered under this name, else None."""
        return self.data.get(name)

    def put(self, **values: Any) -> None:
        """Remember; None forgets."""
        self.data.update(values)
        self.data = {name: value for name, value in self.data.items() if value is not None}
        self.session[SESSION_KEY] = self.data

    def next_customer(self) -> None:
        """Forget the customer, keep place, till, operator and the list of calls."""
        self.put(**dict.fromkeys(CUSTOMER))

    @property
    def place(self) -> DemoInstitution | None:
        """The institution that was chosen."""
        key = self.get("place")
        return institution(key) if key else None

    @property
    def api(self) -> TillApi:
        """The API as this institution; its calls land in ``calls``."""
        return TillApi(self.data["place"], self.data.setdefault("calls", []), world=self.world)

    @property
    def visit_id(self) -> str:
        """The visit that is open at the API."""
        return self.data["visit"]["visit_id"]

    @property
    def open_visit(self) -> str:
        """The same, empty where no visit was registered."""
        return (self.get("visit") or {}).get("visit_id", "")

    @property
    def is_inpatient(self) -> bool:
        """Whether the open visit has a bed."""
        return (self.get("visit") or {}).get("med_type") in INPATIENT_MED_TYPES

    @property
    def beds(self) -> list[dict[str, Any]]:
        """Patients of this window who wait in bed."""
        return [one for one in self.get("beds") or [] if one["place"] == self.get("place")]

    def park(self) -> None:
        """Leave the patient in bed and be free for the next one."""
        kept = {name: self.get(name) for name in _KEPT} | {"place": self.get("place")}
        self.put(beds=[*(self.get("beds") or []), kept])
        self.next_customer()

    def resume(self, visit_id: str) -> bool:
        """Go on with the patient of this visit; False where nobody waits under it."""
        beds = self.get("beds") or []
        found = next((one for one in beds if one["visit"]["visit_id"] == visit_id), None)
        if found is None:
            return False
        self.next_customer()
        self.put(beds=[one for one in beds if one is not found])
        self.put(**{name: found[name] for name in _KEPT})
        return True

    def split(self, closed: dict[str, Any], running: dict[str, Any], stay: dict[str, Any]) -> None:
        """The year's end made two visits: go on with the closed one, park the running one."""
        visit = self.get("visit")
        old = [item for item in self.items if int(item["at"][:4]) <= closed["year"]]
        new = [item for item in self.items if item not in old]
        waiting = {
            "place": self.get("place"),
            "scan": self.get("scan"),
            "visit": visit | running,
            "items": new,
            "next_sn": self.get("next_sn"),
            "stay": stay,
            "sent": [item["sn"] for item in new],
            "sent_for": running["visit_id"],
        }
        self.put(
            beds=[*(self.get("beds") or []), waiting],
            visit=visit | closed,
            items=old,
            stay=stay,
            quote=None,
            sent=[item["sn"] for item in old],
            sent_for=closed["visit_id"],
        )

    @property
    def items(self) -> list[dict[str, str]]:
        """Lines of the bill in order."""
        return self.get("items") or []

    @property
    def total(self) -> Decimal:
        """Sum of the lines as the till reckons it."""
        return sum((Decimal(item["amount"]) for item in self.items), Decimal("0.00"))

    def add_item(self, *, code: str, name: str, count: Decimal, price: Decimal) -> None:
        """Append a line with the next number of this visit."""
        number = (self.get("next_sn") or 0) + 1
        amount = money.from_fen(money.line_fen(price, count))
        item = {
            "sn": str(number),
            "code": code,
            "name": name,
            "cnt": _plain(count),
            "pric": f"{price:f}",
            "amount": money.yuan_text(amount),
            "at": clock.local(clock.now(self.tenant)).isoformat(timespec="seconds"),
        }
        self.put(items=[*self.items, item], next_sn=number, quote=None)

    def remove_item(self, number: str) -> None:
        """Take a line out again."""
        rest = [item for item in self.items if item["sn"] != number]
        self.put(items=rest, quote=None)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

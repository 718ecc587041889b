"""What a till remembers between two pages, kept in the browser's session."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from yibao.kernel import money

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
)


class Till:
    """One browser's till; every change is written through to the session."""

    def __init__(self, request: HttpRequest) -> None:
        self.session = request.session
        self.data: dict[str, Any] = dict(self.session.get(SESSION_KEY, {}))

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
        return TillApi(self.data["place"], self.data.setdefault("calls", []))

    @property
    def visit_id(self) -> str:
        """The visit that is open at the API."""
        return self.data["visit"]["visit_id"]

    @property
    def open_visit(self) -> str:
        """The same, empty where no visit was registered."""
        return (self.get("visit") or {}).get("visit_id", "")

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
        }
        self.put(items=[*self.items, item], next_sn=number, quote=None)

    def remove_item(self, number: str) -> None:
        """Take a line out again."""
        rest = [item for item in self.items if item["sn"] != number]
        self.put(items=rest, quote=None)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

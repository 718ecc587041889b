"""What every screen has in common; each page that is reached can be audited on the way."""

import re
from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Error, Page, TimeoutError, expect

from .stack import Stack

_AMOUNT = re.compile(r"-?[0-9,]+\.[0-9]{2}")
# A page that the phone's own news took the place of is not waited for as long as others.
_FIRST_MS, _TAKEN = 10_000, "interrupted by another navigation"
Audit = Callable[[Page], list[str]]


def amounts(text: str) -> list[Decimal]:
    """Every amount of money in a text, in order."""
    return [Decimal(found.replace(",", "")) for found in _AMOUNT.findall(text)]


class Screen:
    """One browser tab; actions go by the words on it.

    ``audit`` looks at every page whose heading is checked; what it finds is in ``findings``.
    """

    def __init__(self, page: Page, stack: Stack, audit: Audit | None = None) -> None:
        self.page = page
        self.stack = stack
        self.audit = audit
        self.findings: list[str] = []

    def press(self, name: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=name).first.click()

    def tap(self, name: str) -> None:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=name).first.click()

    def goto(self, address: str) -> None:
        """Open an address; again where the page's own news came in that very moment."""
        try:
            self.page.goto(address, timeout=_FIRST_MS)
        except Error as gone:
            # Either is how the browser tells it; whatever else happened, happens again.
            is_lost = isinstance(gone, TimeoutError) or _TAKEN in gone.message
            if not is_lost:
                raise
            self.page.goto(address)

    def at(self, heading: str) -> None:
        """The page's main heading says this, and all of the page is there."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.page.wait_for_load_state("domcontentloaded")
        if self.audit is not None:
            self.findings += self.audit(self.page)

    def text(self) -> str:
        """What the page says, when all of it is there."""
        self.page.wait_for_load_state("domcontentloaded")
        return self.page.locator("main").inner_text()

    def split(self) -> dict[str, Decimal]:
        """The first table of who pays what: amounts by source (the colour key), and the total."""
        table = self.page.locator("table.yb-split").first
        split = {"total": amounts(table.locator("tfoot td").inner_text())[0]}
        for row in table.locator("tbody tr").all():
            source = row.locator(".yb-key").get_attribute("class").rpartition("--")[2]
            amount = amounts(row.locator("td").inner_text())[0]
            if amount:
                split[source] = split.get(source, Decimal("0.00")) + amount
        return split

"""Catalogue and rules of the demo city, through the services that any import uses."""

from datetime import date
from importlib import resources
from typing import Any

from settlement.services import catalogue, pack_cases, packs

from . import staff
from .tables import table

APPROVERS = ("finance", "lead")
PACK = "deyang_2025_2"
#: Whoever approved a version may not take it out of force.
RETIRER = "admin"
#: The rules of areas in the demo city hold from here on; they are the product's defaults.
AREA, SINCE = "510600", date(2025, 1, 1)
AREA_RULES = ("AidPolicy", "SettlementRules")


class SeedDataBroken(RuntimeError):
    """The shipped data does not pass the product's own checks."""


def items() -> int:
    """The catalogue; known rows are replaced by the same."""
    text = resources.files("yibao.sandbox.demo").joinpath("catalogue.csv").read_text("utf-8")
    if table("CatalogueItem").objects.count() >= text.count("\n") - 1:
        return table("CatalogueItem").objects.count()
    report = catalogue.import_catalogue(by=None, text=text)
    if report.errors:
        raise SeedDataBroken(str(report.errors[:3]))
    return report.written


def pack() -> str:
    """The rules of Deyang, proven by their cases and approved by two people.

    A version before them is taken out of force.
    """
    folder = resources.files("settlement").joinpath("packs")
    row = packs.import_pack(by=None, text=folder.joinpath(f"{PACK}.yaml").read_text("utf-8"))
    _prove(row, folder.joinpath("golden", f"{PACK}.json").read_text("utf-8"))
    _retire_former(row)
    for username in APPROVERS:
        row = _approve(row, username)
    return f"{row.name} {row.version}"


def areas() -> int:
    """First versions of an area's rules of mutual aid and of refunds, so that staff may follow
    them with the next; an area with rules keeps them."""
    for name in AREA_RULES:
        rows = table(name).objects
        if not rows.filter(region=AREA).exists():
            rows.create(region_id=AREA, valid_from=SINCE)
    return len(AREA_RULES)


def _prove(row: Any, cases: str) -> None:
    """Bind the shipped cases to a draft and run them."""
    if row.state != "DRAFT" or row.first_approver_id is not None:
        return
    pack_cases.add(by=None, pack_id=row.pk, text=cases)
    pack_cases.run(by=None, pack_id=row.pk)


def _retire_former(row: Any) -> None:
    """Bills settled under the former version keep it (P195)."""
    if row.state != "DRAFT":
        return
    active = table("PolicyPack").objects.filter(region=row.region, state="ACTIVE")
    for former in active.filter(effective__overlap=row.effective):
        packs.retire(by=staff.member(RETIRER), pack_id=former.pk, reason=f"由 {row.version} 版代替")


def _approve(row: Any, username: str) -> Any:
    user = staff.member(username)
    if row.state != "DRAFT" or row.first_approver_id == user.pk:
        return row
    return packs.approve(by=user, pack_id=row.pk)

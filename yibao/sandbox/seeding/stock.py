"""What the database holds of the demo city, for printing."""

from typing import Any

from ..demo import credentials
from .tables import table

_LEVELS = ("01", "02", "03")
_EACH = 8


def credentials_of(owner: Any) -> dict[str, Any]:
    """The whole document of ``demo_credentials``."""
    return credentials.document(certnos(owner), catalogue_sample())


def certnos(owner: Any) -> dict[str, str]:
    """Identity numbers by ``psn_no``; birth dates follow the day of the first seed."""
    people = table("Person").objects.filter(tenant=owner).only("id", "psn_no", "certno")
    return {one.psn_no: one.certno for one in people}


def catalogue_sample() -> list[dict[str, str]]:
    """Some items of each level, with their prices."""
    return [_item(row) for level in _LEVELS for row in _rows(level)]


def _rows(level: str) -> list[Any]:
    rows = table("CatalogueItem").objects.filter(chrgitm_lv=level, valid_to__isnull=True)
    return list(rows.order_by("med_list_codg")[:_EACH])


def _item(row: Any) -> dict[str, str]:
    return {
        "med_list_codg": row.med_list_codg,
        "name": row.name,
        "chrgitm_lv": row.chrgitm_lv,
        "selfpay_prop": f"{row.selfpay_prop:.4f}",
        "pric_uplmt_amt": "" if row.pric_uplmt_amt is None else f"{row.pric_uplmt_amt:.2f}",
        "reference_price": "" if row.reference_price is None else f"{row.reference_price:.2f}",
        "pharmacy_only": "1" if row.pharmacy_only else "0",
    }

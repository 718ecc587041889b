"""Pure rules of a visit: what fits an institution, how remote care counts, which days may come."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

PHARMACY = "2"
#: 医疗类别 that only a pharmacy uses; every other one needs a hospital.
PHARMACY_MED_TYPES = frozenset({"41", "93"})
#: 医疗类别 of the national dictionary that a visit may have.
MED_TYPES = frozenset(
    "11 12 13 14 18 19 21 22 23 24 26 28 41 51 52 71 93 99 1103 1301 2101 2102 2105 2106 2107 "
    "2109 2111 9901 9903 9904 21303 210303 990101 990103".split()
)
#: Outpatient care that is settled elsewhere without a filing: everything but chronic illness.
ORDINARY_MED_TYPES = frozenset({"11", "12", "13", "18", "19", "51", "9901"})
CHRONIC_MED_TYPE = "14"
#: What policy packs call a person with a chronic illness on file (认定).
CHRONIC_TAG = "chronic"
OLDEST_DAYS = 365


def fits_institution(med_type: str, fixmedins_type: str) -> bool:
    """Whether this kind of care is given by this kind of institution."""
    return (med_type in PHARMACY_MED_TYPES) == (fixmedins_type == PHARMACY)


def lacks_finding(med_type: str, tags: Iterable[str]) -> bool:
    """Whether this is care of a chronic illness that nobody has found and filed (P157)."""
    return med_type == CHRONIC_MED_TYPE and CHRONIC_TAG not in tags


def needs_filing(med_type: str) -> bool:
    """Ordinary outpatient care and pharmacies elsewhere need no filing (P161)."""
    return med_type not in ORDINARY_MED_TYPES and med_type not in PHARMACY_MED_TYPES


def care_of(med_type: str) -> str:
    """Which switch of an area opens this kind of care: a field of ``RemoteArea``."""
    if med_type in PHARMACY_MED_TYPES:
        return "pharmacy"
    if med_type == CHRONIC_MED_TYPE:
        return "chronic"
    return "outpatient" if med_type in ORDINARY_MED_TYPES else "inpatient"


def remote_of(
    *, institution_place: str, insured_place: str, med_type: str, claimed: str, filed: str
) -> str:
    """How the visit counts as remote care (P159, P161, P164).

    ``filed`` is what the filings on record say for the place and the day. At home it is none, and
    so it is for care that needs no filing. An emergency counts as filed; whatever else the till
    claims is overruled by the record.
    """
    if institution_place[:4] == insured_place[:4] or not needs_filing(med_type):
        return "none"
    if claimed == "emergency" and filed in ("other", "unfiled"):
        return "emergency"
    return filed


def earliest_day(today: date) -> date:
    """The oldest service day that is settled directly (T68)."""
    return today - timedelta(days=OLDEST_DAYS)


def merge_diagnoses(
    held: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Diagnoses after the rows of a message: one a number, ``vali_flag`` 0 takes one away."""
    kept = [dict(one) for one in held]
    for row in rows:
        place = (row["diag_type"], row["diag_srt_no"])
        kept = [one for one in kept if (one.get("diag_type"), one.get("diag_srt_no")) != place]
        if row.get("vali_flag") != "0":
            kept.append({name: value for name, value in row.items() if name != "vali_flag"})
    return kept

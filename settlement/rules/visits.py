"""Pure rules of a visit: what fits an institution, how remote care counts, which days may come."""

from datetime import date, timedelta

PHARMACY = "2"
#: 医疗类别 that only a pharmacy uses; every other one needs a hospital.
PHARMACY_MED_TYPES = frozenset({"41", "93"})
#: 医疗类别 of the national dictionary that a visit may have.
MED_TYPES = frozenset(
    "11 12 13 14 18 19 21 22 23 24 26 28 41 51 52 71 93 99 1103 1301 2101 2102 2105 2106 2107 "
    "2109 2111 9901 9903 9904 21303 210303 990101 990103".split()
)
OUTPATIENT_MED_TYPES = frozenset({"11", "12", "13", "14", "18", "19", "51", "9901"})
EMERGENCY_MED_TYPES = frozenset({"13"})
OLDEST_DAYS = 365


def fits_institution(med_type: str, fixmedins_type: str) -> bool:
    """Whether this kind of care is given by this kind of institution."""
    return (med_type in PHARMACY_MED_TYPES) == (fixmedins_type == PHARMACY)


def remote_of(*, institution_place: str, insured_place: str, med_type: str, claimed: str) -> str:
    """How the visit counts as remote care (P159, P161, P164).

    At home it is none. Elsewhere outpatient care and pharmacies need no filing; an emergency
    counts as filed; anything else without a filing on record is unfiled, whatever is claimed.
    """
    if institution_place[:4] == insured_place[:4]:
        return "none"
    if med_type in OUTPATIENT_MED_TYPES or med_type in PHARMACY_MED_TYPES:
        return "none"
    return "emergency" if claimed == "emergency" else "unfiled"


def earliest_day(today: date) -> date:
    """The oldest service day that is settled directly (T68)."""
    return today - timedelta(days=OLDEST_DAYS)

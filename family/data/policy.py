"""What an area sets for the family account (rule book, region parameters)."""

from dataclasses import dataclass, field

DEFAULT_RELATIONS = ("CHILD", "PARENT", "SPOUSE")
#: Requests that a holder may send online within 24 hours (K12).
REQUESTS_A_DAY = 6


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules of one area on one day; the values here are the product's defaults.

    Names of the rule book: HOLDER_MAX_MEMBERS, HOLDER_MIN_AGE, ADULT_PATH_AGE,
    AGE_TURN_OFFSET_DAYS, CONSENT_TTL_HOURS, CONSENT16_GRACE_DAYS, CHILD_INSTANT_BIND,
    REVIEW_SLA_WORKDAYS, RETURN_WAIT_WORKDAYS, RETURN_MAX, HOSP_DESK_BIND.
    """

    max_members: int = 5
    max_new_binds_a_month: int = 6
    holder_min_age: int = 18
    adult_age: int = 16
    age_turn_offset_days: int = 0
    consent_ttl_hours: int = 72
    consent16_grace_days: int = 90
    newborn_instant: bool = True
    match_instant: bool = False
    review_workdays: int = 2
    appeal_workdays: int = 5
    return_wait_workdays: int = 5
    return_max: int = 3
    holder_face_first: bool = False
    member_photo_needed: bool = False
    hospital_desk: bool = False
    auto_approval: bool = False
    auto_score: int = 90
    auto_sample_percent: int = 5
    second_look_percent: int = 5
    relations: list[str] = field(default_factory=lambda: list(DEFAULT_RELATIONS))

"""Filing for care elsewhere: kinds, and what somebody asks for (P157, P158)."""

from dataclasses import dataclass
from datetime import date

RETIRED, LIVING, POSTED = "RETIRED", "LIVING", "POSTED"
REFERRAL, EMERGENCY, OTHER = "REFERRAL", "EMERGENCY", "OTHER"
LONG_TERM = frozenset({RETIRED, LIVING, POSTED})
#: How a filing of each kind counts in a calculation (P164).
COUNTS_AS = {
    RETIRED: "long_term",
    LIVING: "long_term",
    POSTED: "long_term",
    REFERRAL: "referral",
    EMERGENCY: "emergency",
    OTHER: "other",
}
#: Kind → what people call it.
KINDS = {
    LIVING: "长期住在那边",
    RETIRED: "退休后在那边安家",
    POSTED: "单位派驻那边工作",
    REFERRAL: "医院开了转诊单，转到那边看病",
    EMERGENCY: "在那边急诊、抢救",
    OTHER: "其他原因，临时去那边看病",
}
PROMISE = (
    "本人确实长期住在或工作在所备案的地方，填的内容都是真的。",
    "以后不在那里长期居住或工作了，会来变更或取消备案。",
    "不属实的，按规定退回多报的钱，并承担责任。",
)


@dataclass(frozen=True, slots=True)
class FilingAsk:
    """Kind, area and period; ``months`` counts for temporary kinds only.

    ``promised``: the person signed the promise instead of showing papers.
    """

    kind: str
    area: str
    starts_on: date
    months: int = 6
    promised: bool = False
    referral_no: str = ""

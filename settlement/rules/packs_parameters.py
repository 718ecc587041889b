"""Reading a pack's region parameters: only names that the product knows, only plain values."""

from collections.abc import Mapping

from . import wallets
from .reading import Reader, join

#: Every parameter a region may set; what a pack leaves out takes the product's default.
NAMES = frozenset(
    {
        "CARD_MAX_CHANNELS",
        "CARD_SLOT_UNIT",
        "CARD_MAX_NEW_BINDS_PER_MONTH",
        "HOLDER_MAX_NEW_BINDS_PER_MONTH",
        "HOLDER_MAX_MEMBERS",
        "HOLDER_MIN_AGE",
        "ADULT_PATH_AGE",
        "AGE_TURN_OFFSET_DAYS",
        "CONSENT_TTL_HOURS",
        "CONSENT16_GRACE_DAYS",
        "CHILD_INSTANT_BIND",
        "REVIEW_SLA_WORKDAYS",
        "RETURN_WAIT_WORKDAYS",
        "RETURN_MAX",
        "QA_SAMPLE_RATE",
        "QR_TTL_SECONDS",
        "SECOND_SCAN_WINDOW",
        "PIN_MAX_FAIL",
        "PIN_LOCK_MINUTES",
        "FACE_MAX_FAIL",
        "TXN_LIMIT",
        "DAY_LIMIT",
        "SERVICE_HOURS",
        "SUSPENDED_ACCOUNT_USE",
        "KIN_SCOPE",
        "AID_SCOPE",
        "AID_MODE",
        "AID_REVIEW",
        "AID_OPT_OUT",
        "AID_MIN_DAYS",
        "AID_END",
        "DOUBLE_SCAN_NEEDS_AID",
        "PAYER_MAX_MEMBERS",
        "MEMBER_MAX_PAYERS",
        "PAYERS_PER_SETTLEMENT",
        "WALLET_DAILY_COUNT",
        "WALLET_TXN_MAX",
        "WALLET_CLOSED",
        "CVL_POSITION",
        "REMOTE_ADJ_KIND",
        "REPEAT_DEDC_FACTOR",
        "TEMP_FILING_MONTHS",
        "FUND_SUM_INCLUDES_ACCT",
        "ACCT_INCLUDES_MULAID",
        "MAX_CARDS",
    }
)


def read_parameters(reader: Reader, value: object, path: str) -> dict[str, object]:
    """Return the parameters; values are texts, whole numbers, true, false or null."""
    fields: Mapping[str, object] = reader.mapping(value, path, required=(), optional=NAMES)
    parameters: dict[str, object] = {}
    for name, setting in fields.items():
        if name not in NAMES:
            continue
        if setting is None or isinstance(setting, bool | int):
            parameters[name] = setting
        else:
            parameters[name] = reader.text(setting, join(path, name))
        hint = wallets.mistake(name, parameters[name])
        if hint:
            reader.refuse(join(path, name), hint)
    return parameters

"""Numbers of T13–T17, T20 and P35, and how they are judged."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
WRONG_A_DAY = 20
SENDS: tuple[tuple[int, timedelta], ...] = (
    (1, timedelta(minutes=1)),
    (5, timedelta(hours=1)),
    (10, timedelta(days=1)),
)
SOURCE_WRONG_AN_HOUR = 100

REAL_NAME_TRIES = 3
REAL_NAME_PER_NUMBER = 20
FACE_TRIES = 5
FACE_RESULT_LIFE = timedelta(minutes=5)
# A check whose process died is forgotten after this; it never counts as the person's failure.
FACE_IN_FLIGHT = timedelta(minutes=2)
FACE_MIN_AGE = 16
DAY = timedelta(days=1)

_IPV6_SITE = 64


def next_send_at(sent: list[datetime], now: datetime) -> datetime | None:
    """When the next code may be sent, judging the moments of earlier ones; None is now (T15)."""
    waits = []
    for allowed, window in SENDS:
        recent = sorted(moment for moment in sent if moment > now - window)
        if len(recent) >= allowed:
            waits.append(recent[-allowed] + window)
    return max(waits, default=None)


def is_short_wait(until: datetime, now: datetime) -> bool:
    """Whether only the one-a-minute limit is in the way."""
    return until - now <= SENDS[0][1]


def source_of(address: str) -> str:
    """The part of an address that one household or office shares: an IPv6 site, an IPv4 host."""
    try:
        found = ip_address(address.split("%", 1)[0])
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, _IPV6_SITE), strict=False).network_address)

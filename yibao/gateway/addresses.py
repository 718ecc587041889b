"""Three styles of address, read from the path below the base."""

import re
from dataclasses import dataclass

from . import tables

_ONE_FOR_ALL = (
    "fsi/api/rsfComIfsService/callService",
    "mbs-fsi/web/api/fsi/callService",
    "uif-hsaf-med-api/api/medical/service",
)
_BY_NUMBER = re.compile(r"(?:.+/)?(?P<infno>[0-9]{4,6}[A-Z]?)/?", re.ASCII)
_BY_SERVICE = re.compile(
    r"(?:.+/)?fsi/api/(?P<service>[A-Za-z]+)/(?P<method>[A-Za-z0-9]+)/?", re.ASCII
)
#: The mobile-payment centre: one address for each number, or one for all with ``transType``.
MOBILE = {
    "org/local/api/hos/uldFeeInfo": "6201",
    "org/local/api/hos/pay_order": "6202",
    "org/local/api/hos/refund_Order": "6203",
    "org/local/api/hos/query_order_info": "6301",
    "org/local/api/hos/revoke_order": "6401",
}
MOBILE_ONE = "pmc/api"
MOBILE_TYPES = {"hos.refund.setl": "6203", "hos.revoke.order": "6401"}
LIBRARY = "localcfc/api/hsecfc/localQrCodeQuery"
# What the root of the site hands to the gateway where the setting says so.
ROOT = (
    r"^(?P<path>(?:[A-Za-z0-9_-]+/){0,6}"
    r"(?:fsi/api/[A-Za-z]+/[A-Za-z0-9]+|fsi/callService"
    r"|uif-hsaf-med-api/api/medical/service"
    r"|org/local/api/hos/[A-Za-z_]+|pmc/api"
    r"|localcfc/api/hsecfc/localQrCodeQuery)/?)$"
)


@dataclass(frozen=True, slots=True)
class Address:
    """What an address answers; ``numbers`` is empty where it answers all."""

    numbers: tuple[str, ...] = ()

    def fits(self, infno: str) -> bool:
        """Whether a message with this number may be sent here."""
        return not self.numbers or infno in self.numbers


def of(path: str) -> Address | None:
    """The address of a path below the base; None where there is none."""
    bare = path.strip("/")
    if bare.endswith(_ONE_FOR_ALL):
        return Address()
    by_number = _BY_NUMBER.fullmatch(bare)
    if by_number:
        return Address((by_number["infno"],))
    by_service = _BY_SERVICE.fullmatch(bare)
    if by_service is None:
        return None
    numbers = tables.services().get(by_service["service"], {}).get(by_service["method"])
    return Address(tuple(numbers)) if numbers else None


def is_library(path: str) -> bool:
    """Whether it is the plain address of the e-voucher library (no envelope)."""
    return path.strip("/").endswith(LIBRARY)


def is_mobile(path: str) -> bool:
    """Whether it is an address of the mobile-payment centre (sealed envelope)."""
    bare = path.strip("/")
    return bare.endswith(MOBILE_ONE) or "org/local/api/hos/" in bare


def mobile_number(path: str, trans_type: str) -> str | None:
    """What is asked for there; None where nothing is."""
    bare = path.strip("/")
    if bare.endswith(MOBILE_ONE):
        return MOBILE_TYPES.get(trans_type)
    found = [number for address, number in MOBILE.items() if bare.endswith(address)]
    return found[0] if found else None

"""States of a vendor."""

from django.db import models

from yibao.kernel.transitions import START, Table


class VendorState(models.TextChoices):
    """How far a vendor has come."""

    TRYING = "TRYING", "沙箱试用"
    LIVE_ASKED = "LIVE_ASKED", "已申请上线"
    LIVE = "LIVE", "已上线"
    SUSPENDED = "SUSPENDED", "已停用"


VENDOR_MOVES = Table(
    case_type="portal.vendor",
    moves={
        START: {"TRYING": "portal.vendor.registered"},
        "TRYING": {
            "LIVE_ASKED": "portal.vendor.live_asked",
            "SUSPENDED": "portal.vendor.suspended",
        },
        "LIVE_ASKED": {
            "LIVE": "portal.vendor.live_granted",
            "TRYING": "portal.vendor.live_returned",
            "SUSPENDED": "portal.vendor.suspended",
        },
        "LIVE": {"SUSPENDED": "portal.vendor.suspended"},
        "SUSPENDED": {"TRYING": "portal.vendor.resumed"},
    },
    owners={
        "TRYING": "institution",
        "LIVE_ASKED": "officer",
        "LIVE": "institution",
        "SUSPENDED": "officer",
    },
    notices={
        "portal.vendor.registered": None,
        "portal.vendor.live_asked": None,
        "portal.vendor.live_granted": None,
        "portal.vendor.live_returned": None,
        "portal.vendor.suspended": None,
        "portal.vendor.resumed": None,
    },
)

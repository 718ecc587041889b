"""Console pages of vouchers."""

from . import (
    channel_paths,
    channels,
    counter,
    home,
    kinds,
    panels,
    policies,
    scans,
    slips,
    vouchers,
)

__all__ = [
    "channel_paths",
    "channels",
    "counter",
    "home",
    "kinds",
    "panels",
    "policies",
    "scans",
    "slips",
    "vouchers",
]

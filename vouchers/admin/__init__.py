"""Console pages of vouchers."""

from . import channel_paths, channels, counter, home, panels, policies, scans, vouchers

__all__ = [
    "channel_paths",
    "channels",
    "counter",
    "home",
    "panels",
    "policies",
    "scans",
    "vouchers",
]

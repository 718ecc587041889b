"""Console pages of vouchers."""

from . import counter, home, panels, scans, vouchers

__all__ = ["counter", "home", "panels", "scans", "vouchers"]

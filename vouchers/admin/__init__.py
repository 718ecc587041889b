"""Console pages of vouchers."""

from . import home, panels, scans, vouchers

__all__ = ["home", "panels", "scans", "vouchers"]

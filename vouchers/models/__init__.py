"""Tables of vouchers."""

from .code import DynamicCode
from .scan import Scan
from .voucher import Voucher

__all__ = ["DynamicCode", "Scan", "Voucher"]

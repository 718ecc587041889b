"""Tables of vouchers."""

from .channel import Channel, ChannelPath, ChannelRegion, ChannelSlot
from .code import DynamicCode
from .counter import CounterAct
from .offline import OfflinePass
from .policy import VoucherPolicy
from .scan import Scan, ScanAnswer
from .slip import CounterSlip, SigningKey
from .voucher import Voucher

__all__ = [
    "Channel",
    "ChannelPath",
    "ChannelRegion",
    "ChannelSlot",
    "CounterAct",
    "CounterSlip",
    "DynamicCode",
    "OfflinePass",
    "Scan",
    "ScanAnswer",
    "SigningKey",
    "Voucher",
    "VoucherPolicy",
]

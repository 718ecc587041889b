"""Who may speak the interface, what was said, and what a call leaves behind."""

from .access import CodeTable, GatewayAccess, NumberForm, Variant
from .callback import MobileCallback
from .confirmation import MobileConfirmation
from .fee import GatewayFee
from .file import GatewayFile
from .message import GatewayMessage, GatewayNonce
from .mobile_app import LeafForm, MobileApp, MobileKey, UserIdForm
from .order import MobileOrder
from .session import GatewaySession, GatewayToken

__all__ = [
    "CodeTable",
    "GatewayAccess",
    "GatewayFee",
    "GatewayFile",
    "GatewayMessage",
    "GatewayNonce",
    "GatewaySession",
    "GatewayToken",
    "LeafForm",
    "MobileApp",
    "MobileCallback",
    "MobileConfirmation",
    "MobileKey",
    "MobileOrder",
    "NumberForm",
    "UserIdForm",
    "Variant",
]

"""What is refused when an application of mobile payment is opened or changes its keys."""

from yibao.kernel.errors import DomainError


class MobileAppExists(DomainError):
    """A client has one application of mobile payment."""

    code = "gateway.mobile_app_exists"
    status = 409
    title = "已经开通"
    detail = "这个应用已经开通移动支付，要换密钥请在它的页面上办。"


class MobileAppNotPossible(DomainError):
    """The application cannot be opened like that."""

    code = "gateway.mobile_app_not_possible"
    status = 422
    title = "不能这样开通"
    detail = "不能开通移动支付：{reason}。"


class MobileKeysTwo(DomainError):
    """Two sets of keys are in force already."""

    code = "gateway.mobile_keys_two"
    status = 409
    title = "已经有两套密钥"
    detail = "已经有两套密钥在用。请先和机构确认旧的不再用，停用旧的，再加新的。"


class MobileKeyLast(DomainError):
    """The only set of keys in force stays."""

    code = "gateway.mobile_key_last"
    status = 409
    title = "只剩一套密钥"
    detail = "只有一套密钥在用，停用它机构就不能办移动支付了。请先加新的；不再接入请停用整个应用。"


class MobileCallbackNotOver(DomainError):
    """It is still owed; it comes by itself."""

    code = "gateway.mobile_callback_not_over"
    status = 409
    title = "还在通知"
    detail = "这条通知还会自动重发，不用再点。机构一直收不到，请和机构核对通知地址。"

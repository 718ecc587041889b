"""What stands against an address or a delivery."""

from yibao.kernel.errors import DomainError, NotFound


class EndpointNotFound(NotFound):
    """Unknown, or another client's."""

    code = "webhook.endpoint_not_found"
    title = "没有这个通知地址"
    detail = "没有这个通知地址，请核对编号。"


class DeliveryNotFound(NotFound):
    """Unknown, or another client's."""

    code = "webhook.delivery_not_found"
    title = "没有这次投递"
    detail = "没有这次投递，投递记录保留 30 天。"


class AddressRefused(DomainError):
    """The address may not be called (T80)."""

    code = "webhook.address_refused"
    status = 422
    title = "通知地址不能用"
    detail = "{why}"


class EndpointsSpent(DomainError):
    """A client has a limited number of addresses."""

    code = "webhook.endpoints_spent"
    title = "通知地址已满"
    detail = "一个应用最多登记 {most} 个通知地址，请先删除不用的。"


class EndpointStateRefused(DomainError):
    """The step does not fit the state."""

    code = "webhook.endpoint_state"
    title = "通知地址现在不能这样办"
    detail = "这个通知地址现在是“{state}”，不能这样办。"


class DeliveryWaiting(DomainError):
    """It is on its way already."""

    code = "webhook.delivery_waiting"
    title = "这条通知正在投递"
    detail = "这条通知还在投递，不用重新投递。"

"""What can go wrong with the keys, tills and operators of partners."""

from yibao.kernel.errors import DomainError, NotFound


class ClientKeysTwo(DomainError):
    """Two keys are enough to change one for the other."""

    code = "accounts.client_key.two"
    title = "已经有两个密钥"
    detail = "一个应用最多同时有两个密钥，请先作废不用的那个。"


class ClientKeyScopeForeign(DomainError):
    """A key has no more than its client."""

    code = "accounts.client_key.scope"
    status = 422
    title = "应用没有这个权限"
    detail = "密钥的权限不能多于应用自己的权限。"


class ClientKeyNetworkWrong(DomainError):
    """Neither an address nor a network."""

    code = "accounts.client_key.network"
    status = 422
    title = "来访地址看不懂"
    detail = "来访地址请写 IP 或网段，例如 203.0.113.9 或 203.0.113.0/24，最多 20 个。"


class ClientAddressForeign(DomainError):
    """A call from an address that is not on the list of the client or of its key."""

    code = "accounts.client.address"
    status = 403
    title = "来访地址不在名单里"
    detail = "这个应用或密钥只能从登记的来访地址调用。换了出口地址，请联系医保局登记。"


class ClientKeyNotFound(NotFound):
    """Unknown, another client's, or over."""

    code = "accounts.client_key.not_found"
    title = "没有这个密钥"
    detail = "没有这个密钥，或者已经作废。"


class TillCodeTaken(DomainError):
    """Numbers of tills and operators are unique in their institution."""

    code = "accounts.till.code_taken"
    title = "编号已经有了"
    detail = "这家机构已经有编号 {code}，请换一个。"

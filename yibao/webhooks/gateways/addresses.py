"""Which addresses may be called (T80): HTTPS, usual ports, public networks only.

A name is resolved once for a try, every address behind it is judged, and the connection goes to an
address that was judged; a name that changes in between changes nothing.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

_LONGEST = 500
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Networks that carry an IPv4 address inside; the inner one is judged too.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """The address may not be called; the message says why, for the person who named it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: a judged address, and the name that the certificate must carry."""

    address: str
    port: int
    host: str
    path: str
    is_tls: bool

    @property
    def authority(self) -> str:
        """The Host header."""
        usual = 443 if self.is_tls else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"


def refusal_of(url: str) -> str:
    """Why this text is no address for messages, judged without asking for the name; or ""."""
    try:
        _parsed(url)
    except Refused as refusal:
        return str(refusal)
    return ""


def resolve(url: str) -> Target:
    """The target behind an address, now. Raises ``Refused``, also where the name is unknown."""
    parts = _parsed(url)
    host, port = parts.hostname or "", _port(parts)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as failure:
        raise Refused("找不到这个域名") from failure
    addresses = [ipaddress.ip_address(one[4][0].split("%")[0]) for one in found]
    if not addresses or not all(map(_may_call, addresses)):
        raise Refused("这个地址在内部网络里，不能投递")
    if parts.scheme != "https" and not all(map(_is_allowed_apart, addresses)):
        raise Refused("地址要以 https:// 开头")
    path = parts.path or "/"
    return Target(
        address=str(addresses[0]),
        port=port,
        host=host,
        path=f"{path}?{parts.query}" if parts.query else path,
        is_tls=parts.scheme == "https",
    )


def _parsed(url: str) -> SplitResult:
    if len(url) > _LONGEST or not url.isascii() or any(c.isspace() or ord(c) < 33 for c in url):
        raise Refused("地址最长 500 个字符，不能有空格和中文")
    try:
        parts = urlsplit(url)
        port = _port(parts)
    except ValueError as failure:
        raise Refused("地址写得不对") from failure
    schemes = {"https", "http"} if settings.WEBHOOK_ALLOW_NETS else {"https"}
    if parts.scheme not in schemes:
        raise Refused("地址要以 https:// 开头")
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise Refused("地址里要有域名，不能有用户名和密码")
    if parts.fragment or "\\" in url:
        raise Refused("地址里不能有 # 和反斜杠")
    if port not in settings.WEBHOOK_PORTS and not settings.WEBHOOK_ALLOW_NETS:
        raise Refused("端口只能用 " + "、".join(map(str, settings.WEBHOOK_PORTS)))
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _may_call(address: Address) -> bool:
    return _is_allowed_apart(address) or _is_public(address)


def _is_allowed_apart(address: Address) -> bool:
    networks = map(ipaddress.ip_network, settings.WEBHOOK_ALLOW_NETS)
    return any(address.version == net.version and address in net for net in networks)


def _is_public(address: Address) -> bool:
    inner = _inner(address)
    if inner is not None:
        return _is_public(inner)
    if getattr(address, "is_site_local", False):
        return False  # fec0::/10, still in use inside houses; the library takes it for global
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for (mapped, 6to4, NAT64, Teredo)."""
    if address.version == 4:
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour

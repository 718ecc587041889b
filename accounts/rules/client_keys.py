"""From which addresses a key may be used."""

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST = 20


def networks_of(text: str) -> list[str]:
    """Networks in their short form, from what was typed; ``ValueError`` for anything else."""
    words = [word for word in re.split(r"[\s,，、;；]+", text) if word]
    if len(words) > MOST:
        raise ValueError("too many networks")
    return [str(ipaddress.ip_network(word, strict=False)) for word in words]


def is_from(networks: list[str], address: Address) -> bool:
    """Whether the address lies in one of the networks; no networks mean any address."""
    mapped = getattr(address, "ipv4_mapped", None) or address
    return not networks or any(mapped in ipaddress.ip_network(one) for one in networks)

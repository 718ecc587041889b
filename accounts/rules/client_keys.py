"""From which addresses a client or a key may be used."""

import ipaddress
import re

MOST = 20


def networks_of(text: str) -> list[str]:
    """Networks in their short form, from what was typed; ``ValueError`` for anything else."""
    words = [word for word in re.split(r"[\s,，、;；]+", text) if word]
    if len(words) > MOST:
        raise ValueError("too many networks")
    return [str(ipaddress.ip_network(word, strict=False)) for word in words]


def is_from(networks: list[str], address: str) -> bool:
    """Whether the address lies in one of the networks; no networks mean any address."""
    if not networks:
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in ipaddress.ip_network(one) for one in networks)

"""Messages whose input is sealed with SM4 and whose head is signed with SM2."""

import base64
import binascii
from typing import Any

from yibao.kernel import strictjson

from .. import reading, wire
from ..errors import AccessDenied
from ..models import GatewayAccess
from ..sm import cipher, signing

_UNSIGNED = ("cainfo", "input")


def verify(*, by: Any, access: GatewayAccess, message: dict[str, Any]) -> None:
    """The client signed the head: its fields in ASCII order, without ``cainfo`` and ``input``.

    Opens ``input`` in place. Raises ``gateway.access_denied``.
    """
    signature = reading.peek(message, "cainfo")
    public = signing.public_key_of(access.peer_key)
    if not signing.verify(source_of(message), signature, public=public):
        raise AccessDenied(reason="cainfo 里的 SM2 签名不一致")
    sealed = message.get("input")
    if not isinstance(sealed, str):
        raise AccessDenied(reason="input 应是 SM4 加密后的文本")
    message["input"] = _opened(access, sealed)


def seal_reply(*, by: Any, access: GatewayAccess, body: bytes) -> bytes:
    """The same envelope with ``output`` sealed and the head signed by the platform."""
    reply = strictjson.loads(body)
    if "output" in reply:
        # The exact bytes of the output are sealed, so that a repeat is equal after opening.
        _, _, rest = body.partition(b'"output":')
        plain = rest[:-1]
        hexed = cipher.encrypt(_key(access), plain)
        reply["output"] = base64.b64encode(bytes.fromhex(hexed)).decode()
    pair = signing.KeyPair.parse(
        private=access.own_key.split(":")[0], public=access.own_key.split(":")[1]
    )
    reply |= {"signtype": "SM2", "enctype": "SM4"}
    reply["cainfo"] = signing.sign(source_of({**reply, "input": "", "output": ""}), pair=pair)
    return wire.dump(reply)


def source_of(message: dict[str, Any]) -> str:
    """``key=value`` of the head fields that are not empty, sorted, joined by ``&``."""
    head = {name: reading.peek(message, name) for name in message if name not in _UNSIGNED}
    return "&".join(f"{name}={head[name]}" for name in sorted(head) if head[name])


def _opened(access: GatewayAccess, sealed: str) -> Any:
    try:
        raw = base64.b64decode(sealed, validate=True)
        return strictjson.loads(cipher.decrypt(_key(access), raw.hex()))
    except (binascii.Error, ValueError, cipher.CipherRefused) as broken:
        raise AccessDenied(reason="input 不能用约定的 SM4 密钥打开") from broken


def _key(access: GatewayAccess) -> bytes:
    """Sixteen characters as they are, or thirty-two hex digits."""
    text = access.secret
    return bytes.fromhex(text) if len(text) == 32 else text.encode()

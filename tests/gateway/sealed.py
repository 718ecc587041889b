"""A hospital system that knows the sealed envelope of mobile payment from its document only.

Its SM2 and SM4 are another implementation than the platform's.
"""

import base64
import json
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import gmalg

PATHS = {
    "6201": "uldFeeInfo",
    "6202": "pay_order",
    "6203": "refund_Order",
    "6301": "query_order_info",
    "6401": "revoke_order",
}
_DEFAULT_USER = b"1234567812345678"
_BLOCK = 16


def new_pair() -> tuple[bytes, str]:
    """A private key, and the public one as it is handed over (Base64, with the leading 04)."""
    private, public = gmalg.SM2().generate_keypair()
    return _half(private), base64.b64encode(public).decode()


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        found = {name: _clean(one) for name, one in value.items()}
        return {name: one for name, one in found.items() if one not in (None, "", {}, [])}
    if isinstance(value, list):
        return [one for one in map(_clean, value) if one not in (None, "", {}, [])]
    return value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _stringified(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _stringified(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_stringified(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


@dataclass
class SealedSystem:
    """One application of a hospital. ``post`` is a Django test client's ``post``."""

    post: Any
    app_id: str
    app_secret: str
    private: bytes
    public: str
    platform: str
    by_secret: bool = False
    as_text: bool = False
    version: str = "2.0.1"

    def call(self, infno: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Send one message to its address; the answer, verified, with its data opened."""
        return self.send(f"/gateway/org/local/api/hos/{PATHS[infno]}", self.message(data, **more))

    def message(self, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The sealed message."""
        head = {
            "appId": self.app_id, "encType": "SM4", "signType": "SM2", "version": self.version,
            "timestamp": time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + 8 * 3600)), **more,
        }  # fmt: skip
        data = _clean(data)
        signature = self._sm2(sk=self.private, pk=self._raw(self.public)).sign(
            self._source(head, data).encode()
        )
        return {
            **head,
            "encData": self._crypt(_compact(data).encode()),
            # The library leaves out leading zeros; the document wants 64 bytes.
            "signData": base64.b64encode(b"".join(map(_half, signature))).decode(),
        }

    def send(self, path: str, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message as it is; ``status`` and, where it is sealed, ``data``."""
        answer = self.post(path, json.dumps(message), content_type="application/json")
        text = answer.content.decode()
        found = json.loads(text, parse_float=Decimal)
        sealed = self.opened(json.loads(text, parse_float=_Literal)) if "signData" in found else {}
        return {"status": answer.status_code, "text": text, **found, **sealed}

    def opened(self, plain: dict[str, Any]) -> dict[str, Any]:
        """A message of the platform, verified, with its ``data``."""
        data = json.loads(self._opened(plain["encData"]), parse_float=_Literal)
        raw = base64.b64decode(plain["signData"])
        verifier = self._sm2(pk=self._raw(self.platform))
        source = self._source({k: v for k, v in plain.items() if k not in _UNSIGNED}, data)
        assert verifier.verify(source.encode(), raw[:32], raw[32:]), source
        return {**plain, "data": json.loads(self._opened(plain["encData"]), parse_float=Decimal)}

    def _sm2(self, **keys: bytes) -> gmalg.SM2:
        user = self.app_secret.encode() if self.by_secret else _DEFAULT_USER
        return gmalg.SM2(uid=user, **keys)

    def _raw(self, text: str) -> bytes:
        return base64.b64decode(text)

    def _source(self, head: dict[str, Any], data: dict[str, Any]) -> str:
        if self.as_text:
            data = _stringified(data)
        signed = {**head, "data": _literal(data)} if data else dict(head)
        words = {
            name: _plain(value) for name, value in signed.items() if value not in (None, "", {})
        }
        pairs = [f"{name}={words[name]}" for name in sorted(words)]
        return "&".join([*pairs, f"key={self.app_secret}"])

    def _key(self) -> bytes:
        first = gmalg.SM4(self.app_id[:_BLOCK].encode())
        return _ecb(first.encrypt, _padded(self.app_secret.encode())).hex().upper()[:16].encode()

    def _crypt(self, plain: bytes) -> str:
        return _ecb(gmalg.SM4(self._key()).encrypt, _padded(plain)).hex().upper()

    def _opened(self, text: str) -> str:
        plain = _ecb(gmalg.SM4(self._key()).decrypt, bytes.fromhex(text))
        return plain[: -plain[-1]].decode()


_UNSIGNED = ("signData", "encData", "extra")


class _Literal(float):
    """A number that keeps its written form."""

    def __new__(cls, text: str) -> "_Literal":
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __repr__(self) -> str:
        return self.text

    __str__ = __repr__


def _literal(data: Any) -> str:
    """Compact JSON; numbers as they were written."""
    if isinstance(data, dict):
        inner = (f"{json.dumps(k, ensure_ascii=False)}:{_literal(data[k])}" for k in sorted(data))
        return "{" + ",".join(inner) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(_literal, data)) + "]"
    return str(data) if isinstance(data, _Literal) else json.dumps(data, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _half(number: bytes) -> bytes:
    return number.rjust(32, b"\0")


def _padded(data: bytes) -> bytes:
    left = _BLOCK - len(data) % _BLOCK
    return data + bytes([left]) * left


def _ecb(work: Any, data: bytes) -> bytes:
    return b"".join(work(data[at : at + _BLOCK]) for at in range(0, len(data), _BLOCK))

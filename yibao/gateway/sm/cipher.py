"""SM4 in ECB with PKCS7, and the key that both sides derive from the application's secret."""

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

_BLOCK = 128
_KEY_LENGTH = 16


class CipherRefused(ValueError):
    """The text is not what this key encrypts."""


def derive_key(*, app_id: str, app_secret: str) -> bytes:
    """The SM4 key of an application: 16 ASCII bytes, the same on both sides."""
    first = app_id[:_KEY_LENGTH].encode()
    return encrypt(first, app_secret.encode())[:_KEY_LENGTH].encode()


def encrypt(key: bytes, plain: bytes) -> str:
    """Upper-case hex of the encrypted bytes."""
    padder = padding.PKCS7(_BLOCK).padder()
    padded = padder.update(plain) + padder.finalize()
    worker = _cipher(key).encryptor()
    return (worker.update(padded) + worker.finalize()).hex().upper()


def decrypt(key: bytes, text: str) -> bytes:
    """The bytes behind upper- or lower-case hex. Raises ``CipherRefused``."""
    try:
        worker = _cipher(key).decryptor()
        padded = worker.update(bytes.fromhex(text)) + worker.finalize()
        unpadder = padding.PKCS7(_BLOCK).unpadder()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError as failure:
        raise CipherRefused(str(failure)) from failure


def _cipher(key: bytes) -> Cipher:
    if len(key) != _KEY_LENGTH:
        raise CipherRefused("an SM4 key has 16 bytes")
    # The interface prescribes ECB; what is sent through it is signed as a whole beforehand.
    return Cipher(SM4(key), modes.ECB())  # noqa: S305

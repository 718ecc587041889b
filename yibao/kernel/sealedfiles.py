"""Files with personal data: each under a key of its own, which lies sealed in its row (T89).

A file is ``nonce + ciphertext`` (AES-256-GCM) with its name as associated data, so that a file put
in another's place does not open. Deleting the key is deleting the file, backups included.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .crypto import SealBroken


@dataclass(frozen=True, slots=True)
class SealedFile:
    """Name of the file in its folder and its key in hex."""

    token: str
    key: str


def write(folder: Path, plain: bytes) -> SealedFile:
    """Seal into a new file; it is on the disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = SealedFile(secrets.token_hex(24), secrets.token_hex(32))
    nonce = os.urandom(12)
    body = AESGCM(bytes.fromhex(made.key)).encrypt(nonce, plain, made.token.encode())
    path = folder / made.token
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(nonce + body)
        file.flush()
        os.fsync(file.fileno())
    return made


def read(folder: Path, sealed: SealedFile) -> bytes:
    """Open; raises ``SealBroken`` where file, name and key do not fit, ``FileNotFoundError``."""
    raw = (folder / sealed.token).read_bytes()
    try:
        return AESGCM(bytes.fromhex(sealed.key)).decrypt(raw[:12], raw[12:], sealed.token.encode())
    except InvalidTag as broken:
        raise SealBroken("the file was changed") from broken


def remove(folder: Path, token: str) -> None:
    """Delete; a file that is gone already is as good."""
    if token:
        (folder / token).unlink(missing_ok=True)


def names(folder: Path) -> Iterator[str]:
    """What lies in the folder."""
    if folder.is_dir():
        yield from (path.name for path in folder.iterdir() if path.is_file())

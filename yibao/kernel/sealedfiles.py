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
    """Seal into a new file; it is on the disk when this returns.

    Raises ``OSError``, for example where the disk is full; then no part of it is left (F18).
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = SealedFile(secrets.token_hex(24), secrets.token_hex(32))
    nonce = os.urandom(12)
    body = AESGCM(bytes.fromhex(made.key)).encrypt(nonce, plain, made.token.encode())
    path = folder / made.token
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(nonce + body)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return made


def read(folder: Path, sealed: SealedFile) -> bytes:
    """Open; raises ``SealBroken`` where file, name and key do not fit, ``FileNotFoundError``."""
    raw = (folder / sealed.token).read_bytes()
    try:
        return AESGCM(bytes.fromhex(sealed.key)).decrypt(raw[:12], raw[12:], sealed.token.encode())
    except InvalidTag as broken:
        raise SealBroken("the file was changed") from broken


def move(source: Path, target: Path, token: str) -> None:
    """Put a file from one folder into another of the same disk; one that is there already stays."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        (source / token).rename(target / token)
    except FileNotFoundError:
        if not (target / token).exists():
            raise


def remove(folder: Path, token: str) -> None:
    """Delete; a file that is gone already is as good."""
    if token:
        (folder / token).unlink(missing_ok=True)


def names(folder: Path) -> Iterator[str]:
    """What lies in the folder, read as it is asked for."""
    if folder.is_dir():
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.is_file())

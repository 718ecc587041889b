"""Where the embedded servers keep their files and sockets."""

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .account import Account, server_account
from .console import Trouble

# The kernel limits a socket address to 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
NEEDED_BYTES = 700 * 1024 * 1024
# Used only when root keeps the checkout where the database account cannot enter (a 0700 home).
SYSTEM_HOME = Path("/var/lib/yibao")
ELSEWHERE_FILE = "postgres-is-elsewhere.txt"


@dataclass(frozen=True)
class Place:
    """The folders of one instance.

    `data` is what the user named; `home` holds the database cluster and equals `data` unless the
    database account cannot enter it; `run` holds the unix sockets and is private.
    """

    data: Path
    home: Path
    run: Path
    account: Account | None

    @property
    def logs(self) -> Path:
        """One log file per child process."""
        return self.data / "logs"


def open_place(data_dir: Path) -> Place:
    """Make the folders of `data_dir` and decide where the cluster and the sockets live."""
    data = data_dir.expanduser().absolute()
    account = server_account()
    try:
        # The database account must pass through the folder, so root opens it for passing only.
        data.mkdir(parents=True, exist_ok=True, mode=0o700 if account is None else 0o711)
        (data / "logs").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise Trouble(
            f"Cannot use {data} as data folder ({error.strerror}). "
            "Set DATA_DIR to a folder that you may write to."
        ) from error
    _require_space(data)
    home = data if account is None else _home_for(account, data)
    return Place(data=data, home=home, run=_run_folder(home, account), account=account)


def hold(data: Path) -> TextIO:
    """Take the data folder for this process; the lock ends with the process.

    Raises Trouble when another one holds it.
    """
    lock = (data / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        owner = lock.read().strip() or "unknown"
        lock.close()
        raise Trouble(
            f"{data} is in use by process {owner}. Stop that one, "
            "or start this one with another DATA_DIR and another PORT."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _require_space(data: Path) -> None:
    free = shutil.disk_usage(data).free
    if free < NEEDED_BYTES:
        raise Trouble(
            f"Only {free // 2**20} MB are free on the disk of {data}; "
            f"{NEEDED_BYTES // 2**20} MB are needed. Free some space or set DATA_DIR elsewhere."
        )


def _home_for(account: Account, data: Path) -> Path:
    """`data` when the account can enter it, else a folder of its own that a file points to."""
    pointer = data / ELSEWHERE_FILE
    if pointer.exists():
        home = Path(pointer.read_text().strip())
    elif account.can("-x", data):
        return data
    else:
        home = SYSTEM_HOME / secrets.token_hex(4)
        pointer.write_text(f"{home}\n")
    SYSTEM_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
    home.mkdir(exist_ok=True, mode=0o711)
    if not account.can("-x", home):
        raise Trouble(
            f"The database account can enter neither {data} nor {home}. "
            "Set DATA_DIR to a folder that every account may enter, such as one below /srv."
        )
    return home


def _run_folder(home: Path, account: Account | None) -> Path:
    folder = home / "run"
    if len(os.fsencode(folder / LONGEST_SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"yibao-{os.geteuid()}-{digest}"
    folder.mkdir(exist_ok=True, mode=0o700)
    _require_private(folder, account)
    if account is not None:
        account.own(folder)
    return folder


def _require_private(folder: Path, account: Account | None) -> None:
    """Refuse a socket folder that somebody else made: whoever enters it is trusted."""
    status = folder.lstat()
    owners = {os.geteuid()} | ({account.uid} if account else set())
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    if not private or status.st_uid not in owners:
        raise Trouble(
            f"{folder} exists but is not a private folder of this user. Delete it and start again."
        )

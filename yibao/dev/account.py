"""Which system account runs PostgreSQL, and what that account can reach.

PostgreSQL refuses to run as root. Started by root it therefore runs as `nobody`, an account that
every system has; started by anybody else it runs as that user.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import Trouble

LOW_PRIVILEGE_ACCOUNT = "nobody"


@dataclass(frozen=True)
class Account:
    """A system account to switch to; made only when the starter is root."""

    uid: int
    gid: int

    def can(self, test_flag: str, path: Path) -> bool:
        """Ask the system itself (`test -x PATH` and so on) what this account may do."""
        answer = subprocess.run(
            ["test", test_flag, str(path)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        return answer.returncode == 0

    def own(self, path: Path) -> None:
        """Give one folder to this account."""
        os.chown(path, self.uid, self.gid)


def server_account() -> Account | None:
    """The account to switch to before PostgreSQL starts; None when no switch is needed."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(LOW_PRIVILEGE_ACCOUNT)
    except KeyError:
        raise Trouble(
            f"PostgreSQL cannot run as root and the account '{LOW_PRIVILEGE_ACCOUNT}' is missing. "
            "Run this as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)

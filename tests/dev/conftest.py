"""Short folders of our own: pytest's are too deep for a unix socket on some systems."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yibao.dev.place import ELSEWHERE_FILE

ROOT = Path(__file__).resolve().parent.parent.parent
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_APP_ROLE", "REDIS_URL", "DATA_DIR")


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that every account may enter, removed with what is in it."""
    made = Path(tempfile.mkdtemp(prefix="yb-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    for pointer in made.rglob(ELSEWHERE_FILE):
        shutil.rmtree(pointer.read_text().strip())
    shutil.rmtree(made)


@pytest.fixture
def clean_environment() -> dict[str, str]:
    """The environment of a person who names no server: none of the test run's own addresses."""
    kept = {key: value for key, value in os.environ.items() if key not in ADDRESSES}
    kept.pop("MAKELEVEL", None)
    return kept


@pytest.fixture
def front_door(clean_environment):
    """Run `python -m yibao.dev ...` to its end and return the finished process."""

    def call(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "yibao.dev", *arguments],
            cwd=ROOT,
            env={**clean_environment, **extra},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    return call

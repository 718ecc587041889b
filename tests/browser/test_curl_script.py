"""The guide for those who connect a system is a program; it runs as printed."""

import json
import os
import shutil
import subprocess

import pytest

from .stack import OF_THE_TESTS, ROOT

pytestmark = pytest.mark.browser
SCRIPT = "docs/guides/first-settlement.sh"


@pytest.fixture
def run_script(stack, tmp_path):
    """Run the guide against the site with the printed credentials."""
    printed = tmp_path / "credentials.json"
    printed.write_text(json.dumps(stack.credentials))
    clean = {key: value for key, value in os.environ.items() if key not in OF_THE_TESTS}

    def run(**wishes: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["bash", SCRIPT],
            cwd=ROOT,
            env={**clean, "BASE_URL": stack.url, "CREDENTIALS": str(printed), **wishes},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
class TestFirstSettlement:
    """From the scan to the refund with curl."""

    def test_ends_well(self, run_script):
        done = run_script(PATIENT="city_level")
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.endswith("Done.\n")

    def test_says_what_was_unexpected(self, run_script):
        done = run_script(CLIENT="vendor_norights", PATIENT="city_level")
        assert done.returncode == 1
        assert "Unexpected: POST /api/v1/sandbox/people/city_level/code/ gave 403" in done.stderr

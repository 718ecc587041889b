"""The guides for those who connect a system are programs; they run as printed."""

import html
import json
import os
import re
import shutil
import subprocess
import urllib.request

import pytest

from . import people
from .stack import OF_THE_TESTS, ROOT

pytestmark = pytest.mark.browser
(PATIENT,) = people.of(__name__)
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
        done = run_script(PATIENT=PATIENT)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.endswith("Done.\n")

    def test_says_what_was_unexpected(self, run_script):
        done = run_script(CLIENT="vendor_norights", PATIENT=PATIENT)
        assert done.returncode == 1
        words = f"Unexpected: POST /api/v1/sandbox/people/{PATIENT}/code/ gave 403"
        assert words in done.stderr


SAMPLES = (
    ("python3", "python/first_settlement.py"),
    ("java", "java/FirstSettlement.java"),
    ("bash", "curl/quickstart.sh"),
)


@pytest.fixture
def run_sample(stack):
    """Run one of the samples of the portal as the client of the hospital."""
    clients = {row["key"]: row for row in stack.credentials["clients"]}
    keys = clients["hospital3"]
    clean = {key: value for key, value in os.environ.items() if key not in OF_THE_TESTS}
    said = {
        "YIBAO_URL": stack.url,
        "CLIENT_ID": keys["client_id"],
        "CLIENT_SECRET": keys["client_secret"],
        "PERSON": PATIENT,
    }

    def run(*command: str, text: str = "") -> subprocess.CompletedProcess:
        return subprocess.run(
            command,
            cwd=ROOT / "examples/sdk",
            env={**clean, **said},
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


class TestSamples:
    """What the portal offers to copy."""

    @pytest.mark.parametrize(("tool", "file"), SAMPLES, ids=[tool for tool, _ in SAMPLES])
    def test_end_with_a_settlement(self, run_sample, tool, file):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
        done = run_sample(tool, file)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "结算 " in done.stdout

    @pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
    def test_of_the_quickstart_run_as_the_page_shows_them(self, stack, run_sample):
        with urllib.request.urlopen(f"{stack.url}/dev/docs/quickstart/") as answer:
            page = answer.read().decode()
        steps = [html.unescape(one) for one in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.S)]
        done = run_sample("bash", "-euo", "pipefail", "-s", text="\n".join(steps))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "重发没有多办一次" in done.stdout and "退费 " in done.stdout

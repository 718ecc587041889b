"""The samples of checking a signature take our messages and nothing else (T79)."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from yibao.webhooks.services import signing

BODY = '{"type":"settlement.settled","data":{"setl_id":"J1"}}'
TOOLS = {
    "python3": "python/verify_webhook.py",
    "bash": "curl/verify-webhook.sh",
    "java": "java/VerifyWebhook.java",
}


def said(secret: str, *, age: int = 0) -> dict[str, str]:
    stamp = int(time.time()) - age
    headers = signing.headers([secret], message_id="msg_1", timestamp=stamp, body=BODY.encode())
    return {name.replace("-", "_").upper(): value for name, value in headers.items()}


@pytest.mark.parametrize("tool", TOOLS)
def test_takes_ours_only(tool, tmp_path):
    if shutil.which(tool) is None or (tool == "bash" and shutil.which("openssl") is None):
        pytest.skip(f"{tool} is not installed")
    secret = signing.new_secret()
    command = [tool, f"examples/sdk/{TOOLS[tool]}"]
    if tool == "java" and shutil.which("javac"):  # compiled once, not for each message
        subprocess.run(["javac", "-d", tmp_path, command[1]], check=True, timeout=120)
        command = ["java", "-cp", str(tmp_path), "VerifyWebhook"]

    def code(body: str, **message: str) -> int:
        return subprocess.run(
            command,
            env={**os.environ, "WEBHOOK_SECRET": secret, **message},
            input=body,
            text=True,
            capture_output=True,
            timeout=60,
            check=False,
        ).returncode

    assert code(BODY, **said(secret)) == 0
    assert code(BODY + " ", **said(secret)) == 1
    assert code(BODY, **said(signing.new_secret())) == 1
    assert code(BODY, **said(secret, age=400)) == 1
    both = said(signing.new_secret())["WEBHOOK_SIGNATURE"]
    ours = said(secret)
    ours["WEBHOOK_SIGNATURE"] = f"{both} {ours['WEBHOOK_SIGNATURE']}"
    assert code(BODY, **ours) == 0


def test_the_quickstart_takes_nothing_out_of_a_refusal():
    """A refusal has a ``code`` too; it is shown, and the way ends there."""
    text = Path("examples/sdk/curl/quickstart.sh").read_text("utf-8")
    pick = text[text.index("pick() {") : text.index("\n}\n", text.index("pick() {")) + 3]
    for answer, code, out in (
        ('{"code": "123"}', 0, "123\n"),
        ('{"code": "voucher.not_active", "trace_id": "R7"}', 1, ""),
    ):
        done = subprocess.run(
            ["bash", "-c", f"{pick}\npick code"],
            env={**os.environ, "answer": answer}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (code, out), done.stderr
        assert (answer in done.stderr) == bool(code)

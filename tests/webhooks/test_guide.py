"""The receiver that the guide offers takes what we send and nothing else."""

import os
import socket
import subprocess
import sys
import time

import pytest

from yibao.webhooks import gateways
from yibao.webhooks.services import signing

BODY = b'{"type":"settlement.settled","data":{"setl_id":"J1","sequence":1}}'


@pytest.fixture
def guided():
    """The script of the guide, listening; its address, its secret, its process."""
    secret = signing.new_secret()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "docs/guides/webhook-receiver.py", str(port)],
        env={**os.environ, "WEBHOOK_SECRET": secret},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield f"http://127.0.0.1:{port}/", secret, process
    process.kill()
    process.stdout.close()
    process.wait()


def sent(url: str, secret: str, *, age: int = 0, body: bytes = BODY) -> gateways.Answer:
    headers = signing.headers(
        [secret], message_id="msg_1", timestamp=int(time.time()) - age, body=BODY
    )
    for _ in range(100):
        answer = gateways.post(url, headers=headers, body=body)
        if answer.failure != "connection":
            return answer
        time.sleep(0.1)
    return answer


def test_takes_ours_once_and_refuses_the_rest(guided):
    url, secret, process = guided
    assert sent(url, secret).status == sent(url, secret).status == 204
    assert sent(url, signing.new_secret()).status == 401
    assert sent(url, secret, age=301).status == 401
    assert sent(url, secret, body=BODY + b" ").status == 401
    process.terminate()
    assert process.stdout.read() == 'settlement.settled {"sequence": 1, "setl_id": "J1"}\n'

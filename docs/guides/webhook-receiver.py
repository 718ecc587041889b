"""A receiver of webhooks (通知) to copy from: standard library only.

    WEBHOOK_SECRET=whsec_… python3 docs/guides/webhook-receiver.py 8089

It answers 204 as soon as a message is known to be ours and was not seen before, and prints one line
for each. The details are asked for through the API afterwards, never taken from the message.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE = 300
MOST = 20_000
# A real receiver keeps these in its database, with a unique key, in the transaction of its work.
SEEN: set[str] = set()


def is_ours(headers, body: bytes) -> bool:
    """The raw bytes are verified before they are parsed; an old message is refused."""
    stamp, message = headers.get("webhook-timestamp", ""), headers.get("webhook-id", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > TOLERANCE:
        return False
    signed = b".".join([message.encode(), stamp.encode(), body])
    wanted = "v1," + base64.b64encode(hmac.digest(SECRET, signed, hashlib.sha256)).decode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted, one) for one in given)


class Receiver(BaseHTTPRequestHandler):
    """One address for all types."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        if length > MOST:
            return self.answer(413)
        body = self.rfile.read(length)
        if not is_ours(self.headers, body):
            return self.answer(401)
        message = self.headers["webhook-id"]
        if message not in SEEN:
            SEEN.add(message)
            told = json.loads(body)
            print(told["type"], json.dumps(told["data"], sort_keys=True), flush=True)
        return self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Only messages are printed."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()

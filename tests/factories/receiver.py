"""A partner's receiver: a small real server that answers as it is told and checks signatures."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE = 300


class Receiver:
    """Listens on the loopback; ``answers`` (status, headers and, if any, a body) are used up
    one after the other, then 204.
    """

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]] | tuple[int, dict[str, str], bytes]] = []
        self.drip = threading.Event()
        #: Which value of the body is sent back, as a receiver does that proves to be ours.
        self.echo = ""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                if receiver.drip.is_set():
                    return self.drop_by_drop()
                answer = receiver.answers.pop(0) if receiver.answers else receiver.usual(body)
                status, headers, text = (*answer, b"")[:3]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
                return None

            def drop_by_drop(self) -> None:
                try:
                    while receiver.drip.is_set():
                        self.wfile.write(b"H")
                        self.wfile.flush()
                        threading.Event().wait(0.1)
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def usual(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """204, or the value that the sender wants back."""
        if not self.echo:
            return 204, {}, b""
        return 200, {}, json.loads(body)[self.echo].encode()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?from=yibao"

    def stop(self) -> None:
        self.drip.clear()
        self.server.shutdown()
        self.server.server_close()


def is_signed(headers: dict[str, str], body: bytes, secret: str, *, now: float) -> bool:
    """What a careful receiver asks before it believes (T79)."""
    stamp = headers["webhook-timestamp"]
    if abs(now - int(stamp)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = b".".join([headers["webhook-id"].encode(), stamp.encode(), body])
    wanted = "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()
    return any(hmac.compare_digest(wanted, one) for one in headers["webhook-signature"].split(" "))


def data_of(message: tuple[dict[str, str], bytes]) -> dict:
    """The parsed body."""
    return json.loads(message[1])

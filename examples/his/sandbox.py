"""What stands in for the world around a hospital: phones that show codes, and the test clock."""

import base64
import json
import urllib.parse
import urllib.request
import uuid


class Sandbox:
    """The sandbox API with one client's token."""

    def __init__(self, base, client):
        self.base, self.client, self.token = base.rstrip("/"), client, ""

    def code_of(self, key):
        """What this person's phone shows now."""
        return self.post(f"/api/v1/sandbox/people/{key}/code/", {})["code"]

    def move_clock(self, seconds):
        """Move the sandbox's clock; it never falls behind the real one."""
        self.post("/api/v1/sandbox/clock/", {"advance_seconds": seconds})

    def post(self, path, body):
        """A POST with the token."""
        headers = {
            "Authorization": f"Bearer {self.token or self.fetch_token()}",
            "Content-Type": "application/json",
            "Idempotency-Key": uuid.uuid4().hex,
        }
        return _read(self.base + path, json.dumps(body).encode(), headers)

    def fetch_token(self):
        """OAuth 2.0, client credentials."""
        pair = f"{self.client['client_id']}:{self.client['client_secret']}".encode()
        form = urllib.parse.urlencode({"grant_type": "client_credentials"}).encode()
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        self.token = _read(f"{self.base}/oauth/token/", form, headers)["access_token"]
        return self.token


def _read(address, body, headers):
    request = urllib.request.Request(address, body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)

"""Is this message ours? Standard library only; tried with `python3 verify_webhook.py < message`.

Verify the raw bytes before you parse them, refuse what is older than five minutes, and take a
``webhook-id`` once.
"""

import base64
import hashlib
import hmac
import os
import sys
import time


def is_ours(secret, headers, body, now=None):
    """Whether one of the signatures fits; there are two for a day after a change of secret."""
    message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not stamp.isdigit() or abs((now or time.time()) - int(stamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message}.{stamp}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted, one) for one in given)


if __name__ == "__main__":
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    told = {name: os.environ[name.replace("-", "_").upper()] for name in names}
    sys.exit(0 if is_ours(os.environ["WEBHOOK_SECRET"], told, sys.stdin.buffer.read()) else 1)

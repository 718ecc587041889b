"""A hospital system's side of the national interface: envelope, proof of who it is, answers.

Knows the interface document and nothing else. Only the standard library.
"""

import hashlib
import io
import itertools
import json
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from decimal import Decimal

ONE_ADDRESS = "/gateway/fsi/api/rsfComIfsService/callService"
LIBRARY = "/gateway/localcfc/api/hsecfc/localQrCodeQuery"
_SERIAL = itertools.count(int(time.time() * 10) % 9000)


class Refused(Exception):
    """``infcode`` -1: nothing happened, and the sentence says why."""


class Lost(Exception):
    """No answer came: whether it happened is not known."""


def now():
    """The moment as messages write it."""
    return time.strftime("%Y-%m-%d %H:%M:%S")


class System:
    """One institution's system. ``place`` has code, name, region, variant, key, secret."""

    def __init__(self, base, place):
        self.base, self.place = base.rstrip("/"), place
        self.code = place["code"]
        self.sign_no = "null"
        self.loses_next = False

    def msgid(self):
        """Institution (12), time (14), sequence (4)."""
        return f"{self.code[:12]:0<12}{time.strftime('%Y%m%d%H%M%S')}{next(_SERIAL) % 10000:04}"

    def call(self, infno, given, msgid=""):
        """Send a transaction; its output. Raises ``Refused`` and ``Lost``."""
        reply = json.loads(self.send(infno, given, msgid), parse_float=Decimal)
        return self.judge(reply)

    def judge(self, reply):
        """0 is success. Everything else is a refusal, whatever else stands in the answer."""
        if int(reply["infcode"]) != 0:
            raise Refused(reply["err_msg"])
        return reply.get("output")

    def resend(self, infno, given, msgid):
        """No answer came: the very same message again, with its own msgid."""
        return self.call(infno, given, msgid)

    def total(self, amounts):
        """Money is decimal."""
        return sum(amounts, Decimal("0.00"))

    def send(self, infno, given, msgid=""):
        """The raw answer."""
        return self.post(ONE_ADDRESS, _json(self.envelope(infno, given, msgid)), "text/plain")

    def envelope(self, infno, given, msgid=""):
        """The head with an input."""
        return {
            "infno": infno, "msgid": msgid or self.msgid(), "infver": "1.0.0",
            "mdtrtarea_admvs": self.place["region"], "insuplc_admdvs": self.place["region"],
            "recer_sys_code": "99", "signtype": "SM2", "opter_type": "1",
            "opter": self.place.get("operator", "0001"), "opter_name": "收费员",
            "inf_time": now(), "fixmedins_code": self.code, "fixmedins_name": self.place["name"],
            "sign_no": self.sign_no, "input": given,
        }  # fmt: skip

    def decode(self, code, business="01101", operator=""):
        """Ask the e-voucher library who shows a code; name, number and ecToken."""
        asked = {
            "orgId": self.code, "transType": "ec.query", "extra": "",
            "data": {
                "orgId": self.code, "businessType": business, "ecQrCode": code,
                "operatorId": operator or self.place.get("operator", "0001"),
                "operatorName": "收费员", "officeId": "0101", "officeName": "收费处",
            },
        }  # fmt: skip
        reply = json.loads(self.post(LIBRARY, _json(asked), "text/plain"))
        return self.judge_code(reply)

    def judge_code(self, reply):
        """The library says 0 for success."""
        if reply["code"] != 0:
            raise Refused(reply["message"])
        return json.loads(reply["data"])

    def upload(self, name, content):
        """9101: the message beside a file; the number of the file."""
        head = {"fsUploadIn": {"filename": name, "fixmedins_code": self.code}}
        edge = uuid.uuid4().hex
        start = (
            f'--{edge}\r\nContent-Disposition: form-data; name="jsonStr"\r\n\r\n'
            f"{_json(self.envelope('9101', head)).decode()}\r\n"
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = start.encode() + content + f"\r\n--{edge}--\r\n".encode()
        reply = self.post(ONE_ADDRESS, body, f"multipart/form-data; boundary={edge}")
        return self.judge(json.loads(reply))["file_qury_no"]

    def download(self, number, name):
        """9102: the lines of the text in the zip. Raises ``Refused``."""
        row = {"file_qury_no": number, "filename": name, "fixmedins_code": self.code}
        content = self.send("9102", {"fsDownloadIn": row})
        if content.startswith(b"{"):
            self.judge(json.loads(content))
            return []
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(archive.namelist()[0]).decode().splitlines()

    def post(self, path, body, kind):
        """One POST; what ``loses_next`` announces is thrown away unread."""
        headers = {"Content-Type": f"{kind}; charset=utf-8" if "=" not in kind else kind}
        if self.loses_next:
            headers["X-Sandbox-Fault"] = "timeout_after_commit"
        request = urllib.request.Request(
            self.base + path, body, headers | self.proof(), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                content = answer.read()
        except (urllib.error.URLError, ConnectionError, TimeoutError) as failure:
            self.loses_next = False
            raise Lost(str(failure)) from failure
        if self.loses_next:
            self.loses_next = False
            raise Lost("the answer was thrown away")
        return content

    def proof(self):
        """x-tif headers, a static key, or nothing (sandbox only)."""
        variant = self.place.get("variant", "NONE")
        if variant == "API_KEY":
            return {"apikey": self.place["secret"]}
        if variant != "TIF":
            return {}
        stamp, once = str(int(time.time())), uuid.uuid4().hex
        text = f"{stamp}{self.place['secret']}{once}{stamp}"
        return {
            "x-tif-paasid": self.place["key"],
            "x-tif-timestamp": stamp,
            "x-tif-nonce": once,
            "x-tif-signature": hashlib.sha256(text.encode()).hexdigest().upper(),
        }


def _json(value):
    return json.dumps(value, ensure_ascii=False, default=str).encode()


def zipped(text):
    """A zip with one text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("detail.txt", text)
    return packed.getvalue()

"""A hospital system that knows the interface document and nothing of this project.

It builds envelopes, signs them as its province asks and reads answers; tests talk through it only.
"""

import base64
import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

ONE_ADDRESS = "/gateway/fsi/api/rsfComIfsService/callService"
LIBRARY = "/gateway/localcfc/api/hsecfc/localQrCodeQuery"
_SERIAL = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: HTTP status, raw text, parsed document with amounts as ``Decimal``."""

    status: int
    text: str
    document: dict[str, Any]

    @property
    def code(self) -> int:
        """infcode."""
        return int(self.document["infcode"])

    @property
    def words(self) -> str:
        """err_msg."""
        return self.document["err_msg"]

    @property
    def output(self) -> Any:
        """The output nodes of a success."""
        assert self.code == 0, self.words
        return self.document["output"]


@dataclass
class System:
    """One institution's system. ``post`` is a Django test client's ``post``."""

    post: Any
    institution: str
    name: str = "测试医院"
    region: str = "510600"
    sign_no: str = ""
    signer: Any = None
    content_type: str = "text/plain; charset=utf-8"
    extra: dict[str, Any] = field(default_factory=dict)

    def msgid(self) -> str:
        """Institution (12), time (14), sequence (4)."""
        return f"{self.institution[:12]:0<12}{time.strftime('%Y%m%d%H%M%S')}{next(_SERIAL):04}"

    def envelope(self, infno: str, given: Any, msgid: str = "") -> dict[str, Any]:
        """The head with an input."""
        return {
            "infno": infno,
            "msgid": msgid or self.msgid(),
            "mdtrtarea_admvs": self.region,
            "insuplc_admdvs": self.region,
            "recer_sys_code": "99",
            "dev_no": "null",
            "dev_safe_info": "null",
            "cainfo": "null",
            "signtype": "SM2",
            "infver": "1.0.0",
            "opter_type": "1",
            "opter": "0001",
            "opter_name": "测试操作员",
            "inf_time": time.strftime("%Y-%m-%d %H:%M:%S"),
            "fixmedins_code": self.institution,
            "fixmedins_name": self.name,
            "sign_no": self.sign_no or "null",
            "input": given,
            **self.extra,
        }

    def call(self, infno: str, given: Any, *, msgid: str = "", path: str = ONE_ADDRESS) -> Reply:
        """Send one transaction."""
        return self.send(self.envelope(infno, given, msgid), path=path)

    def send(self, message: dict[str, Any], *, path: str = ONE_ADDRESS) -> Reply:
        """Send a message as it is."""
        headers = self.signer(message) if self.signer else {}
        raw = json.dumps(message, ensure_ascii=False).encode()
        return read(self.post(path, raw, content_type=self.content_type, headers=headers))

    def decode(
        self, code: str, business_type: str = "01101", business_info: str = ""
    ) -> dict[str, Any]:
        """Ask the e-voucher library for who shows a code."""
        asked = {
            "orgId": self.institution,
            "transType": "ec.query",
            "data": {
                "orgId": self.institution,
                "businessType": business_type,
                "operatorId": "0001",
                "operatorName": "测试操作员",
                "officeId": "0101",
                "officeName": "收费处",
                "deviceType": "",
                "businessInfo": business_info,
                "ecQrCode": code,
            },
            "extra": "",
        }
        headers = self.signer(asked) if self.signer else {}
        answer = self.post(LIBRARY, json.dumps(asked), content_type="text/plain", headers=headers)
        found = answer.json()
        data = found["data"]
        return {**found, "data": json.loads(data) if isinstance(data, str) and data else data}


def read(answer: Any) -> Reply:
    """Parse an answer; amounts keep their places."""
    text = answer.content.decode()
    return Reply(answer.status_code, text, json.loads(text, parse_float=Decimal))


def tif(paasid: str, secret: str, *, age: int = 0, nonce: str = "") -> Any:
    """x-tif headers."""

    def sign(message: dict[str, Any]) -> dict[str, str]:
        stamp, once = str(int(time.time()) - age), nonce or uuid4().hex
        text = f"{stamp}{secret}{once}{stamp}"
        return {
            "x-tif-paasid": paasid,
            "x-tif-timestamp": stamp,
            "x-tif-nonce": once,
            "x-tif-signature": hashlib.sha256(text.encode()).hexdigest().upper(),
        }

    return sign


def csb(access_key: str, secret: str, *, age: int = 0) -> Any:
    """_api_ headers of a service gateway."""

    def sign(message: dict[str, Any]) -> dict[str, str]:
        headers = {
            "_api_access_key": access_key,
            "_api_name": message.get("infno", ""),
            "_api_timestamp": str(int((time.time() - age) * 1000)),
            "_api_version": "1.0.0",
        }
        text = "&".join(f"{name}={headers[name]}" for name in sorted(headers))
        digest = hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
        return {**headers, "_api_signature": base64.b64encode(digest).decode()}

    return sign


def static_key(key: str) -> Any:
    """The apikey header."""
    return lambda message: {"apikey": key}

"""From the patient's code to the refund with Python's standard library only.

    YIBAO_URL=… CLIENT_ID=… CLIENT_SECRET=… python3 first_settlement.py

Amounts are text with two decimals: keep them as text or as ``Decimal``, never as float.
"""

import base64
import json
import os
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

BASE = os.environ["YIBAO_URL"].rstrip("/")
SHANGHAI = timezone(timedelta(hours=8))


class Refused(Exception):
    """A problem document; decide by ``code``, read ``patient_text`` to the patient."""

    def __init__(self, problem):
        super().__init__(f"{problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


class Api:
    """One client with its token."""

    def __init__(self, client_id, secret):
        self.basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        self.token, self.ends = "", 0.0

    def call(self, method, path, body=None, key=None, tries=4):
        """The answer. Without an answer the same key is sent again: it happens once."""
        for wait in (1, 2, 4, 8)[:tries]:
            try:
                return self.once(method, path, body, key)
            except urllib.error.HTTPError as failure:
                if failure.code not in (409, 429, 503) or "Retry-After" not in failure.headers:
                    raise Refused(json.load(failure)) from failure
                wait = int(failure.headers["Retry-After"])
            except OSError:
                if method == "POST" and key is None:
                    raise
            time.sleep(wait)
        raise TimeoutError(f"no answer to {key}; ask GET /api/v1/settlement-attempts/{key}/")

    def once(self, method, path, body, key):
        """One request."""
        headers = {"Authorization": f"Bearer {self.bearer()}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return self.send(urllib.request.Request(BASE + path, data, headers, method=method))

    def bearer(self):
        """A token that is good for another minute at least."""
        if time.monotonic() > self.ends - 60:
            headers = {"Authorization": f"Basic {self.basic}"}
            form = b"grant_type=client_credentials"
            answer = self.send(urllib.request.Request(f"{BASE}/oauth/token/", form, headers))
            self.token, self.ends = answer["access_token"], time.monotonic() + answer["expires_in"]
        return self.token

    def send(self, request):
        """The JSON answer of a request."""
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def main():
    api = Api(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
    run = uuid.uuid4().hex[:12]  # keys come from your own bill number in a real system
    now = datetime.now(SHANGHAI).isoformat(timespec="seconds")
    people = api.call("GET", "/api/v1/sandbox/people/")["results"]
    person = os.environ.get("PERSON") or people[0]["key"]
    shown = api.call("POST", f"/api/v1/sandbox/people/{person}/code/", {}, f"code-{run}")

    scan = {"medium": "code", "code": shown["code"], "business_type": "01301", "terminal": "T01",
            "operator": {"id": "0007", "name": "收费员"}}  # fmt: skip
    scanned = api.call("POST", "/api/v1/scans/", scan, f"scan-{run}")
    print("患者", scanned["person"]["psn_name"])
    try:
        api.call("POST", "/api/v1/scans/", scan, f"scan-again-{run}")
    except Refused as refusal:
        print("同一个码再扫一次：", refusal.problem["patient_text"])

    visit = {"scan_id": scanned["scan_id"], "med_type": "11", "ipt_otp_no": f"M{run}",
             "begntime": now, "remote": "none"}  # fmt: skip
    place = (
        f"/api/v1/visits/{api.call('POST', '/api/v1/visits/', visit, f'visit-{run}')['visit_id']}"
    )
    item = {"feedetl_sn": "1", "med_list_codg": "XA02BCA001A001007037", "medins_list_codg": "1001",
            "medins_list_name": "奥美拉唑肠溶胶囊", "cnt": "2", "pric": "18.60",
            "det_item_fee_sumamt": "37.20", "fee_ocur_time": now}  # fmt: skip
    api.call("POST", f"{place}/fees/", {"items": [item]}, f"fees-{run}")

    quote = api.call("POST", f"{place}/quotes/", {"acct_used_flag": "1"}, f"quote-{run}")
    agreed = {name: quote["setlinfo"][name] for name in ("psn_part_amt", "psn_cash_pay")}
    settle = {"quote_id": quote["quote_id"], "cash_method": "cash", **agreed}
    bill = api.call("POST", f"{place}/settlements/", settle, f"settle-{run}")
    print("结算", bill["setl_id"], "现金", bill["setlinfo"]["psn_cash_pay"])

    refund = {"lines": None, "reason": "测试退费"}
    back = api.call(
        "POST", f"/api/v1/settlements/{bill['setl_id']}/refunds/", refund, f"refund-{run}"
    )
    print("退费", back["refund_setl_id"], back["setlinfo"]["medfee_sumamt"])


if __name__ == "__main__":
    main()

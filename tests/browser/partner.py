"""A partner's system in a few calls, for tests that need a bill more than a till."""

import itertools
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .stack import Stack

_numbers = itertools.count(time.time_ns())
OPERATOR = {"id": "0007", "name": "收费员小周"}
DEPT = {"id": "A01", "name": "普通内科"}


class Partner:
    """One institution's client; every call must have the effect that it asks for."""

    def __init__(self, stack: Stack, key: str) -> None:
        self.stack = stack
        self.token = stack.token(stack.client(key))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A POST under /api/v1/ with a key of its own."""
        status, answer = self.stack.call(
            "POST", f"/api/v1/{path}", body, token=self.token, key=f"t-{next(_numbers)}"
        )
        assert status in (200, 201), (path, status, answer)
        return answer

    def scan(self, person: str) -> dict[str, Any]:
        """Have a person show the code, and read it."""
        code = self.post(f"sandbox/people/{person}/code/", {})["code"]
        return self.post(
            "scans/",
            {
                "medium": "code",
                "code": code,
                "business_type": "01301",
                "terminal": "T01",
                "operator": OPERATOR,
                "dept": DEPT,
            },
        )

    def quoted(self, person: str, price: str) -> tuple[str, dict[str, Any]]:
        """A visit with one thing outside the catalogue on the bill; its number and quote."""
        now = datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds")
        visit = self.post(
            "visits/",
            {
                "scan_id": self.scan(person)["scan_id"],
                "med_type": "11",
                "ipt_otp_no": f"T{next(_numbers)}",
                "begntime": now,
                "dept": DEPT,
                "diagnoses": [{"diag_code": "J06.900", "diag_name": "感冒", "main": True}],
            },
        )["visit_id"]
        line = {
            "feedetl_sn": "1",
            "medins_list_codg": "OWN1",
            "medins_list_name": "自制敷料",
            "cnt": "1",
            "pric": price,
            "det_item_fee_sumamt": price,
            "fee_ocur_time": now,
        }
        self.post(f"visits/{visit}/fees/", {"items": [line]})
        return visit, self.post(f"visits/{visit}/quotes/", {"acct_used_flag": "0"})

    def settle(self, visit: str, quote: dict[str, Any]) -> dict[str, Any]:
        """Settle as quoted, in cash."""
        info = quote["setlinfo"]
        return self.post(
            f"visits/{visit}/settlements/",
            {
                "quote_id": quote["quote_id"],
                "psn_part_amt": info["psn_part_amt"],
                "psn_cash_pay": info["psn_cash_pay"],
                "cash_method": "cash",
            },
        )

"""What the till keeps while there is no network: keys, revocations, bills that wait."""

from decimal import Decimal
from typing import Any

from yibao.kernel import clock, money

from . import passes, words
from .api import Answer, new_key
from .state import Till
from .views_start import business_type

MOST = 20
STATES = {
    "KEPT": ("warn", "没上传"),
    "RECEIVED": ("info", "已上传，在核对"),
    "SETTLED": ("ok", "已结算，金额一致"),
    "ADJUSTED": ("warn", "已结算，有差额"),
    "REFUSED": ("error", "不能结算"),
    "CASE": ("warn", "经办机构在核查"),
}
_OPEN = ("RECEIVED", "CASE")


def of(till: Till) -> dict[str, Any]:
    """The lists and the bills of this place; another place's are not shown."""
    kept = till.get("outage") or {}
    return kept if kept.get("place") == till.get("place") else {"place": till.get("place")}


def fetch_lists(till: Till) -> Answer | None:
    """Fetch keys and revocations while there is a network; the refusal where that fails."""
    keys = till.api.get("voucher-keys/")
    revoked = till.api.get("voucher-revocations/") if keys.ok else keys
    if not (keys.ok and revoked.ok):
        return revoked
    _keep(
        till,
        keys=keys.body["keys"],
        revoked=[one["id"] for one in revoked.body["revoked"]],
        fetched_at=revoked.body["generated_at"],
    )
    return None


def take(till: Till, said: dict[str, Any]) -> None:
    """Judge the pass with what was fetched and keep the bill. Raises ``PassRefused``."""
    held = of(till)
    moment = clock.now(till.tenant)
    facts = passes.judge(
        said["offline_pass"],
        keys=held.get("keys", []),
        revoked=held.get("revoked", []),
        now=int(moment.timestamp()),
    )
    local = clock.local(moment)
    total = money.from_fen(money.line_fen(said["pric"], said["cnt"]))
    bill = {
        "nonce": new_key(),
        "offline_pass": said["offline_pass"],
        "cap": money.fen_text(facts["cap"]),
        "name": said["name"],
        "code": said["code"],
        "cnt": f"{said['cnt']:f}",
        "pric": f"{said['pric']:f}",
        "total": money.yuan_text(total),
        "cash": money.yuan_text(said["cash"]),
        "number": f"DW{local:%Y%m%d%H%M%S}",
        "at": local.isoformat(timespec="seconds"),
        "state": "KEPT",
    }
    _keep(till, bills=[bill, *bills(till)][:MOST])


def bills(till: Till) -> list[dict[str, Any]]:
    """Bills of this place, newest first."""
    return of(till).get("bills", [])


def waiting(till: Till) -> list[dict[str, Any]]:
    """Those that were not sent."""
    return [one for one in bills(till) if one["state"] == "KEPT"]


def upload(till: Till) -> Answer:
    """Send what waits; sent twice it is one effect, by the till's own numbers."""
    sent = waiting(till)
    answer = till.api.post(
        "offline-bills/", {"bills": [_body(till, one) for one in sent]}, key=new_key()
    )
    if answer.ok:
        results = {one["nonce"]: one for one in answer.body["bills"]}
        _keep(till, bills=[_told(one, results.get(one["nonce"])) for one in bills(till)])
    return answer


def _told(bill: dict[str, Any], result: dict[str, Any] | None) -> dict[str, Any]:
    if result is None:
        return bill
    if result["result"] == "refused":
        return bill | {"state": "REFUSED", "why": result["reason"]["detail"]}
    return bill | {"state": "RECEIVED", "ref": result["offline_bill_id"]}


def look(till: Till) -> None:
    """Ask what became of those that were sent."""
    if not any(one["state"] in _OPEN for one in bills(till)):
        return
    _keep(till, bills=[_seen(till, one) for one in bills(till)])


def _seen(till: Till, bill: dict[str, Any]) -> dict[str, Any]:
    if bill["state"] not in _OPEN:
        return bill
    answer = till.api.get(f"offline-bills/{bill['ref']}/")
    if not answer.ok:
        return bill
    names = ("setl_id", "psn_cash_pay", "collect", "hand_back")
    reason = answer.body["reason"] or {}
    found = {name: answer.body[name] for name in names}
    return bill | found | {"state": answer.body["status"], "why": reason.get("detail", "")}


def _body(till: Till, bill: dict[str, Any]) -> dict[str, Any]:
    is_pharmacy = business_type(till) == words.BUSINESS_PHARMACY
    return {
        "offline_pass": bill["offline_pass"],
        "nonce": bill["nonce"],
        "terminal": till.get("terminal"),
        "operator": {"id": till.get("operator")},
        "business_type": business_type(till),
        "med_type": "41" if is_pharmacy else "11",
        "ipt_otp_no": bill["number"],
        "taken_at": bill["at"],
        "cash_taken": bill["cash"],
        "declaration": True,
        "items": [
            {
                "feedetl_sn": "1",
                "med_list_codg": bill["code"],
                "medins_list_name": bill["name"],
                "cnt": bill["cnt"],
                "pric": bill["pric"],
            }
        ],
    }


def _keep(till: Till, **values: Any) -> None:
    till.put(outage=of(till) | values)


def total_of(till: Till) -> Decimal:
    """What waits, in yuan."""
    return sum((Decimal(one["total"]) for one in waiting(till)), Decimal("0.00"))

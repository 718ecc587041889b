"""Passes without a network, and what a till without one keeps of its bills."""

from datetime import timedelta
from itertools import count

from accounts.models import SignIn
from settlement.models import OfflineBill
from settlement.services import offline_checks
from vouchers.services import offline_passes
from yibao.kernel import clock

_numbers = count(1)


def device_of(user, label="安卓手机", **more):
    """A device on which its owner was proved to be."""
    now = clock.now()
    facts = {"proved_at": now} | more
    return SignIn.objects.create(
        user=user, session_key="s", device_hash="d", label=label, way="PASSKEY",
        began_at=now, last_seen_at=now, **facts,
    )  # fmt: skip


def keep_pass(who):
    """The person takes a pass while there is a network; its text."""
    return offline_passes.issue(by=who.user, sign_in=device_of(who.user)).text


def taken(text, *lines, cash="0.00", at=None, **more):
    """One bill as the till kept it; lines are given as (code, cnt, price)."""
    number = next(_numbers)
    return {
        "offline_pass": text,
        "nonce": f"n{number}",
        "terminal": "T01",
        "operator": {"id": "0007", "name": "收费员"},
        "business_type": "01301",
        "med_type": "11",
        "ipt_otp_no": f"DW{number}",
        "taken_at": (at or clock.now()).isoformat(),
        "cash_taken": cash,
        "declaration": True,
        "items": [
            {
                "feedetl_sn": str(nth),
                "med_list_codg": code,
                "medins_list_name": f"项目{nth}",
                "cnt": times,
                "pric": price,
            }
            for nth, (code, times, price) in enumerate(lines or [("XA01", "1", "100.00")], 1)
        ],
    } | more


def upload(till, *bills, key=None):
    """Send them; the answers one by one."""
    answer = till.post("offline-bills/", {"bills": list(bills)}, key=key)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["bills"]


def check_all():
    """The task until nothing waits; how many were checked."""
    done = 0
    while offline_checks.check_next(by=None):
        done += 1
    return done


def only():
    """The one bill."""
    return OfflineBill.objects.select_related("settlement__visit__scan").get()


HOUR = timedelta(hours=1)

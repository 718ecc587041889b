"""9001 签到, 9002 签退."""

from typing import Any

from ..data import Call
from ..registry import transaction
from ..services import sessions


@transaction("9001", scope="")
def sign_in(call: Call) -> dict[str, Any]:
    """Open a session of today."""
    asked = call.data["signIn"]
    session = sessions.sign_in(
        by=call.by, institution=call.institution, opter_no=asked["opter_no"],
        mac=asked["mac"], ip=asked["ip"],
    )  # fmt: skip
    return {"signinoutb": {"sign_time": session.signed_in_at, "sign_no": session.sign_no}}


@transaction("9002", scope="")
def sign_out(call: Call) -> dict[str, Any]:
    """End it; only on the day of the sign-in."""
    asked = call.data["signOut"]
    ended = sessions.sign_out(by=call.by, institution=call.institution, sign_no=asked["sign_no"])
    return {"sign_time": {"sign_time": ended}}

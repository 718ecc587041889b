"""2601 冲正交易."""

from ..data import Call, Kind
from ..registry import transaction
from ..services import reversing


@transaction("2601", kind=Kind.MONEY)
def reverse(call: Call) -> None:
    """By the number and the message of the lost call; no output node."""
    asked = call.data["data"]
    reversing.reverse(
        by=call.by, institution=call.institution, infno=asked["oinfno"],
        msgid=asked["omsgid"], psn_no=asked["psn_no"],
    )  # fmt: skip

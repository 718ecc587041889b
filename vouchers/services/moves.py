"""Steps that change the state of a voucher, shared by the services beside."""

from typing import Any

from yibao.audit import services as audit
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from .. import errors
from ..models import Voucher
from ..states import VOUCHER_MOVES

_AT_CODE = notices.Link("/code/", "看医保码")


def is_office(by: Any) -> bool:
    """Staff, or the system itself."""
    return by is None or by.is_staff


def check_may(*, by: Any, voucher: Voucher) -> None:
    """The holder or staff; for others there is no such voucher (T31)."""
    if not is_office(by) and by.person_id != voucher.person_id:
        raise NotFound


def locked(*, by: Any, voucher: Voucher) -> Voucher:
    """The row under its lock, read from the primary database (T11)."""
    return (
        Voucher.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person__tenant")
        .get(pk=voucher.pk)
    )


def move(*, by: Any, row: Voucher, state: str, **data: str) -> None:
    """Change the state of a locked row with its audit row; the caller saves."""
    if not VOUCHER_MOVES.allows(row.state, state):
        raise errors.VoucherNotActive
    verb = VOUCHER_MOVES.verb(row.state, state)
    row.state = state
    audit.record(verb, by=by, subject=row, tenant_id=row.person.tenant_id, data=data)


def tell(*, by: Any, row: Voucher, code: str, **context: Any) -> None:
    """A notice with a message to the holder; the dead and people without a login get none."""
    holder = getattr(row.person, "user", None)
    if holder is None or row.person.deceased_on is not None:
        return
    notices.post(
        code,
        by=by,
        user=holder,
        context={"name": row.person.masked_name, **context},
        link=_AT_CODE,
        sms=True,
    )

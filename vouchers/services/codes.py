"""Issuing dynamic codes (settled 13): PostgreSQL rows, judged by the database clock."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from yibao.kernel import crypto
from yibao.kernel.errors import NotFound
from yibao.kernel.ids import new_id

from .. import rules, selectors
from ..data import IssuedCode

# A sandbox may live ahead of the wall clock; the live tenant's offset is held at zero.
_INSERT = """
INSERT INTO vouchers_dynamiccode
    (id, voucher_id, generation, code_hash, shown_by_id, presented_as, channel_id, sign_in_ref,
     is_stepped_up, issued_at, expires_at)
SELECT %(id)s, %(voucher)s, %(generation)s, %(hash)s, %(shown_by)s, %(presented_as)s, %(channel)s,
       %(sign_in_ref)s, %(is_stepped_up)s, t.now, t.now + make_interval(secs => %(life)s)
  FROM (SELECT statement_timestamp() + make_interval(secs => %(ahead)s) AS now) AS t
RETURNING issued_at, expires_at
"""


def issue(
    *,
    by: Any,
    person: Any,
    presented_as: str = "",
    channel: str | None = None,
    sign_in_ref: str = "",
    is_stepped_up: bool = False,
) -> IssuedCode:
    """Issue one code that lives 60 seconds and is used once (P19–P23).

    ``presented_as`` is the relation under which ``by`` shows another person's code; who may do
    that is decided by the caller. ``channel`` is the code of the channel app that shows it,
    ``sign_in_ref`` the device session (T02), ``is_stepped_up`` says that the person has just proved
    to be there. Older codes live out their time. Raises ``voucher.not_active``,
    ``.suspended``, ``.locked``, ``person.not_insured``, ``request.not_found`` for a stranger.
    """
    if by.person_id != person.pk and not presented_as:
        raise NotFound
    standing = selectors.standing(person)
    if standing.refusal is not None:
        raise standing.refusal
    code = rules.new_code(standing.enrolment.insuplc_admdvs)
    code_id = new_id()
    issued_at, expires_at = _insert(
        id=code_id,
        voucher=standing.voucher.pk,
        generation=standing.voucher.generation,
        hash=crypto.code_hash(code),
        shown_by=by.pk,
        presented_as=presented_as,
        channel=channel,
        sign_in_ref=sign_in_ref,
        is_stepped_up=is_stepped_up,
        life=rules.CODE_LIFE_SECONDS,
        ahead=person.tenant.clock_offset_seconds,
    )
    return IssuedCode(
        code_id=code_id,
        code=code,
        groups=rules.groups_of_four(code),
        svg=rules.draw_qr(code),
        barcode_svg=rules.draw_code128(code),
        server_time=issued_at,
        refresh_at=issued_at + timedelta(seconds=rules.REFRESH_AFTER_SECONDS),
        expires_at=expires_at,
        life_seconds=rules.CODE_LIFE_SECONDS,
        masked_name=person.masked_name,
        place=standing.place,
        insurance=standing.insurance,
        presented_as=presented_as,
        warnings=standing.warnings,
    )


def _insert(**values: Any) -> tuple[datetime, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return cursor.fetchone()

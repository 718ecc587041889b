"""Printed one-day codes for people without a phone (settled 13): issued, redeemed, taken back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from yibao.audit import services as audit
from yibao.kernel import clock, crypto
from yibao.kernel.errors import NotFound

from .. import errors, rules, selectors
from ..data import PrintedSlip
from ..models import CounterSlip, Voucher
from . import signing_keys

# As with codes, one statement under the row's lock decides; everything is read at that moment.
_REDEEM = """
UPDATE vouchers_counterslip AS s
   SET used_at = t.now
  FROM vouchers_voucher AS v
  JOIN accounts_person AS p ON p.id = v.person_id,
       vouchers_signingkey AS k,
       (SELECT statement_timestamp() + make_interval(secs => %(ahead)s) AS now) AS t
 WHERE s.code_hash = %(hash)s
   AND v.id = s.voucher_id
   AND k.id = s.key_id
   AND k.state IN ('ACTIVE', 'RETIRED')
   AND p.tenant_id = %(tenant)s
   AND s.generation = v.generation
   AND s.used_at IS NULL
   AND s.revoked_at IS NULL
   AND s.issued_at <= t.now
   AND s.expires_at > t.now
RETURNING s.id
"""


def issue(*, by: Any, voucher: Voucher, second: Any) -> PrintedSlip:
    """Print a code that is good until the end of the day, for one scan.

    ``by`` and ``second`` are two members of staff: they replace the proof on the phone (P189). A
    newer slip takes back the one before. Raises ``request.not_found`` for others,
    ``voucher.slip.two_clerks``, ``voucher.slip.not_offered``, ``voucher.not_active``,
    ``.suspended``, ``.locked``, ``person.not_insured``.
    """
    if by is None or not by.is_staff:
        raise NotFound
    if second is None or not second.is_staff or second.pk == by.pk:
        raise errors.SlipNeedsTwoClerks
    with transaction.atomic():
        row = Voucher.objects.select_for_update(of=("self",), no_key=True).get(pk=voucher.pk)
        standing = selectors.standing(row.person)
        if standing.refusal is not None:
            raise standing.refusal
        policy = selectors.policies.of(standing.region, clock.today(row.person.tenant))
        if policy.slip_days < 1:
            raise errors.SlipsNotOffered
        revoke_all(by=by, voucher=row)
        slip, code = _write(by, row, standing, policy)
        audit.record(
            "vouchers.slip.issued",
            by=by,
            subject=slip,
            tenant_id=row.person.tenant_id,
            data={"second": str(second.pk), "limit_fen": slip.limit_fen},
        )
    return _printed(slip, code, standing)


def _write(by: Any, row: Voucher, standing: Any, policy: Any) -> tuple[CounterSlip, str]:
    key = signing_keys.active(by=by)
    # The database's clock issues and redeems; a sandbox shifts both.
    ahead = timedelta(seconds=row.person.tenant.clock_offset_seconds)
    moment = clock.database_now() + ahead
    slip = CounterSlip(
        voucher=row,
        generation=row.generation,
        key=key,
        limit_fen=policy.slip_limit_fen,
        issued_by=by,
        issued_at=moment,
        expires_at=_end_of_day(moment, policy.slip_days),
    )
    code = _code_of(by, slip, standing.enrolment.insuplc_admdvs)
    slip.code_hash = crypto.code_hash(code)
    slip.save(force_insert=True)
    return slip, code


def _end_of_day(moment: datetime, days: int) -> datetime:
    """Midnight in Shanghai after so many days, today being the first."""
    start = clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=days)


def _code_of(by: Any, slip: CounterSlip, region: str) -> str:
    payload = rules.Payload(
        kid=slip.key.kid,
        serial=slip.ref,
        region=region,
        iat=int(slip.issued_at.timestamp()),
        exp=int(slip.expires_at.timestamp()),
    )
    signed = rules.signed_part(payload)
    return rules.compose_slip(signed, signing_keys.sign(by=by, key=slip.key, signed=signed))


def _printed(slip: CounterSlip, code: str, standing: Any) -> PrintedSlip:
    return PrintedSlip(
        ref=slip.ref,
        code=code,
        groups=rules.groups_of_slip(code),
        svg=rules.draw_text_qr(code),
        masked_name=standing.person.masked_name,
        place=standing.place,
        issued_at=slip.issued_at,
        expires_at=slip.expires_at,
        limit_fen=slip.limit_fen,
    )


def take(*, by: Any, text: str) -> CounterSlip:
    """Use up a printed code for the client ``by``, who scans it.

    The order is fixed (T05): form, signature with a key of our own, content, then the row. Raises
    ``voucher.code.unknown`` for everything that is not ours, ``voucher.slip.revoked``,
    ``voucher.slip.not_offered``, ``voucher.code.expired`` and ``.used``.
    """
    payload = _checked(by, text)
    hashed = crypto.code_hash(text)
    slip = _row(hashed, tenant_id=by.tenant_id)
    if slip is None or slip.ref != payload.serial:
        raise errors.CodeUnknown  # another tenant's, or never issued here
    region = selectors.standing(slip.voucher.person).region or payload.region
    if selectors.policies.of(region, clock.today(by.tenant)).slip_days < 1:
        raise errors.SlipsNotOffered
    if not _use_up(by, hashed):
        raise _why_failed(hashed, by)
    slip.refresh_from_db(fields=["used_at"])
    return slip


def voucher_of(*, by: Any, text: str) -> Voucher | None:
    """Whose printed code this is, also where it can no longer be used."""
    slip = _row(crypto.code_hash(text), tenant_id=by.tenant_id) if rules.is_slip(text) else None
    return slip.voucher if slip else None


def _checked(by: Any, text: str) -> rules.Payload:
    """What the text says, once the signature is known to be ours."""
    try:
        signed, signature = rules.split_slip(text)
        key = signing_keys.verifier_of(by=by, signed=signed, signature=signature)
        if key is None:
            raise errors.CodeUnknown
        if key.state == key.State.COMPROMISED:
            raise errors.SlipRevoked
        payload = rules.read_payload(signed)
    except rules.NotASlip as wrong:
        raise errors.CodeUnknown from wrong
    if payload.kid != key.kid or payload.aud != rules.SLIP_AUDIENCE:
        raise errors.CodeUnknown
    moment = clock.database_now() + timedelta(seconds=by.tenant.clock_offset_seconds)
    if not rules.is_in_time(payload, now=int(moment.timestamp())):
        raise errors.CodeExpired
    return payload


def _row(code_hash: str, *, tenant_id: Any) -> CounterSlip | None:
    return (
        CounterSlip.objects.select_related("key", "voucher__person__tenant")
        .filter(code_hash=code_hash, voucher__person__tenant=tenant_id)
        .first()
    )


def _use_up(by: Any, code_hash: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            _REDEEM,
            {
                "hash": code_hash,
                "tenant": by.tenant_id,
                "ahead": by.tenant.clock_offset_seconds,
            },
        )
        return cursor.fetchone() is not None


def _why_failed(code_hash: str, by: Any) -> errors.DomainError:
    slip = _row(code_hash, tenant_id=by.tenant_id)
    if slip.used_at is not None:
        return errors.CodeUsed()
    is_void = slip.key.state == slip.key.State.COMPROMISED
    if slip.revoked_at is not None or is_void or slip.generation != slip.voucher.generation:
        return errors.SlipRevoked()
    return errors.CodeExpired()


def revoke_all(*, by: Any, voucher: Voucher) -> int:
    """Take back every slip of a voucher that could still be used; how many there were."""
    with transaction.atomic():
        moment = clock.now(voucher.person.tenant)
        live = CounterSlip.objects.select_for_update().filter(
            voucher=voucher, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=moment
        )
        for slip in live:
            slip.revoked_at = moment
            slip.save(update_fields=["revoked_at"])
            audit.record(
                "vouchers.slip.revoked",
                by=by,
                subject=slip,
                tenant_id=voucher.person.tenant_id,
            )
    return len(live)

"""Passes for times without a network (断网码): given to a device, checked later, taken back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, crypto

from .. import errors, rules, selectors
from ..data import ScanAsk, ShownPass
from ..models import OfflinePass, Scan, SigningKey, Voucher
from . import signing_keys


def issue(*, by: Any, sign_in: Any) -> ShownPass:
    """Give the device a fresh pass; the one that it held before is taken back.

    ``by`` is the holder, ``sign_in`` the device's session, on which the owner was proved to be
    (T16). Raises ``voucher.pass.needs_device``, ``voucher.pass.not_offered`` and the refusals of
    showing a code.
    """
    if sign_in is None or sign_in.user_id != by.pk or sign_in.proved_at is None:
        raise errors.PassNeedsDevice
    voucher = selectors.voucher_of(by.person) if by.person_id else None
    if voucher is None:
        raise errors.VoucherNotActive
    with transaction.atomic():
        rows = Voucher.objects.select_for_update(of=("self",), no_key=True)
        row = rows.select_related("person__tenant").get(pk=voucher.pk)
        standing = selectors.standing(row.person)
        if standing.refusal is not None:
            raise standing.refusal
        policy = selectors.policies.of(standing.region, clock.today(row.person.tenant))
        if policy.offline_hours < 1:
            raise errors.PassesNotOffered
        _revoke(by, OfflinePass.objects.filter(voucher=row, sign_in=sign_in))
        made, text = _write(by, row, standing, policy, sign_in)
        audit.record("vouchers.pass.issued", by=by, subject=made, data={"limit": made.limit_fen})
    return _shown(made, text, standing)


def _write(
    by: Any, row: Voucher, standing: Any, policy: Any, sign_in: Any
) -> tuple[OfflinePass, str]:
    moment = clock.now(row.person.tenant).replace(microsecond=0)
    made = OfflinePass(
        voucher=row,
        generation=row.generation,
        key=signing_keys.active(by=by),
        sign_in=sign_in,
        device=sign_in.label,
        limit_fen=policy.offline_limit_fen,
        issued_at=moment,
        expires_at=moment + timedelta(hours=policy.offline_hours),
    )
    text = _text(by, made, standing.enrolment.insuplc_admdvs)
    made.code_hash = crypto.code_hash(text)
    made.save(force_insert=True)
    return made, text


def _text(by: Any, row: OfflinePass, region: str) -> str:
    """Signing the same facts with the same key gives the same text (Ed25519)."""
    payload = rules.PassPayload(
        kid=row.key.kid,
        serial=row.ref,
        region=region,
        cap=row.limit_fen,
        iat=int(row.issued_at.timestamp()),
        exp=int(row.expires_at.timestamp()),
    )
    signed = rules.pass_part(payload)
    return rules.compose_slip(signed, signing_keys.sign(by=by, key=row.key, signed=signed))


def shown(*, by: Any, sign_in: Any) -> ShownPass | None:
    """The pass that this device holds; None where it has to take a fresh one."""
    standing = selectors.standing(by.person)
    if sign_in is None or standing.refusal is not None:
        return None
    row = selectors.offline_passes.live_of(standing.voucher, sign_in)
    if row is None or row.key.state != SigningKey.State.ACTIVE:
        return None
    text = _text(by, row, standing.enrolment.insuplc_admdvs)
    # Whoever moved to another place takes a fresh one.
    return _shown(row, text, standing) if crypto.code_hash(text) == row.code_hash else None


def _shown(row: OfflinePass, text: str, standing: Any) -> ShownPass:
    return ShownPass(
        ref=row.ref,
        text=text,
        svg=rules.draw_text_qr(text),
        masked_name=standing.person.masked_name,
        place=standing.place,
        device=row.device,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        limit_fen=row.limit_fen,
    )


def revoke_all(*, by: Any, voucher: Voucher) -> int:
    """Take back every pass of a voucher; how many there were. The caller knows who may."""
    with transaction.atomic():
        return _revoke(by, OfflinePass.objects.filter(voucher=voucher))


def _revoke(by: Any, rows: Any) -> int:
    live = rows.filter(revoked_at__isnull=True, expires_at__gt=clock.now()).order_by("pk")
    found = list(live.select_related("voucher__person__tenant").select_for_update(of=("self",)))
    for row in found:
        row.revoked_at = clock.now(row.voucher.person.tenant)
        row.save(update_fields=["revoked_at"])
        tenant = row.voucher.person.tenant_id
        audit.record("vouchers.pass.revoked", by=by, subject=row, tenant_id=tenant)
    return len(found)


def known(*, by: Any, text: str) -> OfflinePass:
    """The pass behind a text that a till of client ``by`` kept; the signature comes first (T05).

    Raises ``voucher.code.unknown`` for a forged text, another world's, or one never given.
    """
    try:
        signed, signature = rules.split_pass(text)
        key = signing_keys.verifier_of(by=by, signed=signed, signature=signature)
        payload = rules.read_pass(signed) if key is not None else None
    except rules.NotASlip as wrong:
        raise errors.CodeUnknown from wrong
    if payload is None or payload.kid != key.kid or payload.aud != rules.PASS_AUDIENCE:
        raise errors.CodeUnknown
    row = selectors.offline_passes.of_text(text, tenant_id=by.tenant_id)
    if row is None or row.ref != payload.serial:
        raise errors.CodeUnknown
    return row


def refusal_at(*, by: Any, row: OfflinePass, at: datetime) -> errors.DomainError | None:
    """Why the pass was not good at that moment; None where it was.

    ``voucher.pass.revoked``, ``voucher.pass.over``, or that its person was not insured that day.
    """
    person = row.voucher.person
    if selectors.offline_passes.was_void(row, at):
        return errors.PassRevoked()
    if not row.issued_at <= at < row.expires_at:
        return errors.PassOver()
    day = clock.local(at).date()
    if person.deceased_on is not None and person.deceased_on <= day:
        return errors.NotInsured()
    return selectors.refusal_of_insurance_on(person, day)


def note_scan(*, by: Any, institution: Any, row: OfflinePass, ask: ScanAsk) -> Scan:
    """Write the scan that the till could not send, so that a visit can follow.

    The caller has asked ``refusal_at``, or an officer has allowed it.
    """
    moment = clock.now(by.tenant)
    scan = Scan.objects.create(
        tenant=by.tenant,
        institution=institution,
        client=by,
        person=row.voucher.person,
        offline_pass=row,
        medium=Scan.Medium.OFFLINE_CODE,
        purpose=Scan.Purpose.PATIENT,
        business_type=ask.business_type,
        terminal_code=ask.terminal,
        operator_code=ask.operator_code,
        operator_name=ask.operator_name,
        outcome=Scan.OK,
        created_at=moment,
        expires_at=moment + timedelta(minutes=rules.SCAN_LIFE_MINUTES),
    )
    audit.record("vouchers.scan.made", by=by, subject=scan, data={"medium": scan.medium})
    return scan

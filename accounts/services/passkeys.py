"""Passkeys (WebAuthn): add, remove, recognise; user verification is always asked for.

Each question is asked by ``…_question``, which answers what
the browser needs and a state that the caller keeps in the session until the answer comes.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.errors import PasskeyNotValid, TooManyPasskeys
from accounts.models import Passkey, User
from accounts.rules import devices
from accounts.selectors import sign_ins
from yibao.audit import services as audit
from yibao.kernel import clock, masking
from yibao.kernel.errors import NotFound
from yibao.kernel.webauthn import Site
from yibao.notices import services as notices

MOST = 5
_REQUIRED = UserVerificationRequirement.REQUIRED
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError)
State = dict[str, Any]


def _server(site: Site) -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=site.rp_id, name=site.name),
        verify_origin=lambda origin: origin == site.origin,
    )


def adding_question(*, by: User, site: Site) -> tuple[dict[str, Any], State]:
    """What a browser needs to make a passkey for this user. Raises ``TooManyPasskeys``."""
    known = sign_ins.passkeys(by)
    if len(known) >= MOST:
        raise TooManyPasskeys(most=MOST)
    shown = masking.mask_phone(by.phone or "")
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=by.pk.bytes, name=shown, display_name=shown),
        credentials=[_descriptor(row) for row in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_REQUIRED,
    )
    return dict(options), state


def add(*, by: User, site: Site, state: Any, answer: Any, agent: str) -> Passkey:
    """Keep the passkey that the browser made. Raises ``PasskeyNotValid``, ``TooManyPasskeys``."""
    try:
        made = _server(site).register_complete(state, answer)
    except _MALFORMED as unfit:
        raise PasskeyNotValid from unfit
    credential = made.credential_data
    if credential is None:
        raise PasskeyNotValid
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        if len(sign_ins.passkeys(by)) >= MOST:
            raise TooManyPasskeys(most=MOST)
        name = websafe_encode(credential.credential_id)
        if Passkey.objects.filter(credential_id=name).exists():
            raise PasskeyNotValid
        row = Passkey.objects.create(
            user=by,
            credential_id=name,
            public_key=websafe_encode(bytes(credential)),
            sign_count=made.counter,
            label=devices.label_of(agent),
            created_at=clock.now(),
        )
        _record("added", by, row)
        _tell(by, row, "passkey_added")
    return row


def remove(*, by: User, ref: str) -> Passkey:
    """The passkey opens nothing any more. Raises ``NotFound`` for anybody else's."""
    with transaction.atomic():
        row = Passkey.objects.select_for_update().filter(user=by, ref=ref).first()
        if row is None or row.removed_at is not None:
            raise NotFound
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        _record("removed", by, row)
        _tell(by, row, "passkey_removed")
    return row


def remove_all(*, by: Any, user: User) -> None:
    """After a recovery: the lost device must not sign in."""
    with transaction.atomic():
        for row in Passkey.objects.filter(user=user, removed_at__isnull=True):
            row.removed_at = clock.now()
            row.save(update_fields=["removed_at"])
            _record("removed", by, row)


def proving_question(*, by: User | None, site: Site) -> tuple[dict[str, Any], State]:
    """What a browser needs to show a passkey: of this user, or any that it holds for the site."""
    known = [_descriptor(row) for row in sign_ins.passkeys(by)] if by is not None else None
    options, state = _server(site).authenticate_begin(known, user_verification=_REQUIRED)
    return dict(options), state


def recognise(*, by: User | None, site: Site, state: Any, answer: Any) -> User:
    """Whose passkey answered; ``by`` accepts the own ones only. Raises ``PasskeyNotValid``.

    A signature counter that does not grow is a copied key and is refused.
    """
    try:
        given = AuthenticationResponse.from_dict(_mapping(answer))
        name = websafe_encode(given.raw_id)
    except _MALFORMED as unfit:
        raise PasskeyNotValid from unfit
    with transaction.atomic():
        row = _row(by, name)
        if row is None or not _fits(site, state, answer, row):
            raise PasskeyNotValid
        counter = given.response.authenticator_data.counter
        if counter <= row.sign_count and (counter or row.sign_count):
            raise PasskeyNotValid
        row.sign_count, row.last_used_at = counter, clock.now()
        row.save(update_fields=["sign_count", "last_used_at"])
        _record("used", row.user, row)
    return row.user


def _mapping(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise TypeError
    return answer


def _row(by: User | None, name: str) -> Passkey | None:
    rows = Passkey.objects.select_for_update(of=("self",)).select_related("user")
    rows = rows.filter(credential_id=name, removed_at__isnull=True, user__is_active=True)
    return (rows if by is None else rows.filter(user=by)).first()


def _fits(site: Site, state: Any, answer: Any, row: Passkey) -> bool:
    key = AttestedCredentialData(websafe_decode(row.public_key))
    try:
        _server(site).authenticate_complete(state, [key], answer)
    except _MALFORMED:
        return False
    return True


def _descriptor(row: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(row.credential_id)
    )


def _tell(user: User, row: Passkey, code: str) -> None:
    notices.post(
        code,
        by=user,
        user=user,
        context={"label": row.label, "at": clock.now()},
        link=notices.Link("/me/security/", "看登录和设备"),
        sms=True,
    )


def _record(what: str, by: Any, row: Passkey) -> None:
    audit.record(f"accounts.passkey.{what}", by=by, subject=row, tenant_id=row.user.tenant_id)

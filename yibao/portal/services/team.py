"""People of a vendor: invited by a link that is shown once, given rights, taken out."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.services import vendor_users
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.ids import uuid_of

from ..errors import InvitationOver, LastOwner, MemberNotFound
from ..models import Member, Vendor
from ..states import VendorState

LIFE = timedelta(days=3)


def invite(*, by: Member, email: str, role: str) -> tuple[Member, str]:
    """A place in the team and the word of its link, which nobody sees again."""
    word = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = Member.objects.create(
            vendor=by.vendor,
            role=role,
            invited_email=email,
            invite_hash=_hash(word),
            invited_until=clock.now() + LIFE,
        )
        _note("portal.member.invited", by, row)
    return row, word


def invited(*, by: Any, word: str) -> Member:
    """Whom the link is for; of a suspended vendor nobody. Raises ``portal.invitation_over``."""
    rows = Member.objects.select_related("vendor__tenant").filter(
        invite_hash=_hash(word), user=None, ended_at=None, invited_until__gt=clock.now()
    )
    row = rows.exclude(vendor__state=VendorState.SUSPENDED).first()
    if row is None:
        raise InvitationOver
    return row


def join(*, by: Any, word: str, password: str) -> Member:
    """The invited person's account; it opens nothing before its authenticator is set.

    Raises ``portal.invitation_over``, ``accounts.staff.name_taken``,
    ``accounts.staff.password_weak``.
    """
    with transaction.atomic():
        row = Member.objects.select_for_update().get(pk=invited(by=by, word=word).pk)
        if row.user_id is not None or row.ended_at is not None:
            raise InvitationOver
        row.user = vendor_users.create(
            by=by, tenant=row.vendor.tenant, username=row.invited_email, password=password
        )
        row.joined_at, row.invite_hash = clock.now(), None
        row.save(update_fields=["user", "joined_at", "invite_hash"])
        audit.record(
            "portal.member.joined", by=row.user, subject=row, tenant_id=row.vendor.tenant_id
        )
    return row


def change_role(*, by: Member, member_id: Any, role: str) -> Member:
    """Give somebody other rights. Raises ``portal.member_not_found``, ``portal.last_owner``."""
    with transaction.atomic():
        row = _locked(by, member_id)
        if role != Member.Role.OWNER:
            _must_not_be_last(row)
        row.role = role
        row.save(update_fields=["role"])
        _note("portal.member.role_changed", by, row)
    return row


def remove(*, by: Member, member_id: Any) -> None:
    """End a membership or an invitation: no login and no session from now on.

    Raises ``portal.member_not_found``, ``portal.last_owner``.
    """
    with transaction.atomic():
        row = _locked(by, member_id)
        _must_not_be_last(row)
        row.ended_at, row.invite_hash = clock.now(), None
        row.save(update_fields=["ended_at", "invite_hash"])
        if row.user is not None:
            vendor_users.switch_off(by=by.user, user=row.user)
        _note("portal.member.removed", by, row)


def _locked(by: Member, member_id: Any) -> Member:
    """Somebody of the own vendor, whose team nobody else changes meanwhile."""
    Vendor.objects.select_for_update().get(pk=by.vendor_id)
    row = Member.objects.filter(pk=uuid_of(member_id), vendor=by.vendor_id, ended_at=None).first()
    if row is None:
        raise MemberNotFound
    return row


def _must_not_be_last(row: Member) -> None:
    if row.user_id is None or row.role != Member.Role.OWNER:
        return
    owners = Member.objects.filter(
        vendor=row.vendor_id, role=Member.Role.OWNER, ended_at=None, user__isnull=False
    )
    if not owners.exclude(pk=row.pk).exists():
        raise LastOwner


def _note(verb: str, by: Member, row: Member) -> None:
    audit.record(
        verb, by=by.user, subject=row, tenant_id=row.vendor.tenant_id, data={"role": row.role}
    )


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()

"""Finding people of the register."""

from typing import Any
from uuid import UUID

from accounts.models import Person, User
from yibao.kernel import crypto, ids


def get(person_id: UUID | str) -> Person | None:
    """A person by row id; nobody where that is no id."""
    return Person.objects.filter(pk=ids.uuid_of(person_id)).first()


def by_psn_no(tenant: Any, psn_no: str) -> Person | None:
    """A person by national person number."""
    return Person.objects.filter(tenant=tenant, psn_no=psn_no).first()


def by_certno(tenant: Any, certno: str) -> Person | None:
    """A person by parsed ID number (T22: at most one a tenant)."""
    return Person.objects.filter(tenant=tenant).by_certno(certno).first()


def by_index(tenant: Any, certno_index: str) -> Person | None:
    """A person by the keyed hash of the ID number."""
    return Person.objects.filter(tenant=tenant, certno_index=certno_index).first()


def by_card(tenant: Any, card_no: str) -> Person | None:
    """The holder of a social security card."""
    return Person.objects.filter(tenant=tenant).by_card(card_no).first()


def is_taken(person: Person) -> bool:
    """Whether an account carries this identity already."""
    return hasattr(person, "user")


def user_of(person: Person) -> User | None:
    """The login that belongs to a person; None where the person never registered."""
    return User.objects.filter(person=person, is_active=True).first()


def account_by_phone(tenant: Any, phone: str) -> User | None:
    """The active account of a parsed phone number, with or without a person."""
    index = crypto.blind_index(phone, "phone")
    return User.objects.filter(tenant=tenant, phone_index=index, is_active=True).first()

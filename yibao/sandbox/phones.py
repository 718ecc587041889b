"""The phone of a test person: a link that signs in as that person, once, in sandboxes only.

Signing in by number looks in the register of this installation alone, so the people of a vendor's
sandbox are reached by these links and by nothing else.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import locks
from yibao.kernel.errors import DomainError
from yibao.kernel.ids import new_ref
from yibao.notices.services import DEMO_PHONE_PREFIX

from . import making, tenants
from .demo.neighbours import PEOPLE
from .demo.people import DemoPerson
from .errors import PersonHasNoPhone
from .seeding.tables import table
from .services import known

LINK_SECONDS = 300
MADE, OPENED = "sandbox.phone.link_made", "sandbox.phone.opened"
_SALT = "yibao.sandbox.phone"


class LinkDead(DomainError):
    """The link of a phone was used, is too old, or was not made here."""

    code = "sandbox.phone_link_dead"
    status = 410
    title = "链接不能用了"
    detail = "链接只能用一次，5 分钟内有效。请在“测试人员”里重新打开。"


@dataclass(frozen=True, slots=True)
class Tester:
    """One person of a sandbox (``one``) as the row stands now; numbers are made up."""

    one: DemoPerson
    row: Any

    @property
    def key(self) -> str:
        """The word by which programs name the person."""
        return self.one.key

    @property
    def story(self) -> str:
        """What is to be known of the person, in Chinese."""
        return self.one.story

    @property
    def phone(self) -> str:
        """The demo number of the person; a visitor's own number is nobody else's business."""
        if self.one.phone or not self.has_phone:
            return self.one.phone
        own = self.row.user.phone or ""
        return own if own.startswith(DEMO_PHONE_PREFIX) else ""

    @property
    def voucher_word(self) -> str:
        """How the voucher stands, in Chinese."""
        voucher = getattr(self.row, "voucher", None)
        return "未激活" if voucher is None else voucher.get_state_display()

    @property
    def has_phone(self) -> bool:
        """Whether somebody has signed in as this person."""
        user = getattr(self.row, "user", None)
        return user is not None and user.is_active


def testers(*, tenant: Any) -> list[Tester]:
    """The people of a sandbox in the order of their stories, then those that were wished for."""
    stories = {one.psn_no: one for one in (*PEOPLE, *making.people_of(tenant))}
    rows = table("Person").objects.filter(tenant=tenant, psn_no__in=stories)
    here = {row.psn_no: row for row in rows.select_related("user", "voucher")}
    return [Tester(one, here[number]) for number, one in stories.items() if number in here]


def link(*, by: Any, tenant: Any, key: str) -> str:
    """A word that opens this person's phone once. Raises ``sandbox.person_unknown``,
    ``.person_has_no_account``, ``sandbox.closed``."""
    if not (settings.SANDBOX_ENABLED and tenant.is_sandbox):
        raise tenants.SandboxClosed
    user = _user(tenant, key)
    word = signing.dumps([str(user.pk), new_ref("p")], salt=_SALT, compress=True)
    with transaction.atomic():
        audit.record(MADE, by=by, subject=user, tenant_id=tenant.pk)
    return word


def _user(tenant: Any, key: str) -> Any:
    number = known(key, tenant).psn_no
    users = table("User").objects.filter(tenant=tenant, is_active=True)
    user = users.filter(person__psn_no=number).first()
    if user is None:
        raise PersonHasNoPhone(key=key)
    return user


def read(*, word: str) -> Any:
    """Whose phone it opens, without using it. Raises ``sandbox.phone_link_dead``."""
    return _opened(word)[0]


def use(*, by: Any, word: str) -> Any:
    """The citizen to sign in, once. Raises ``sandbox.phone_link_dead``."""
    user, nonce = _opened(word)
    with transaction.atomic():
        locks.advisory(f"{OPENED}:{nonce}")
        if table("AuditEvent").objects.filter(verb=OPENED, data__link=nonce).exists():
            raise LinkDead
        data = {"link": nonce}
        audit.record(OPENED, by=by or user, subject=user, tenant_id=user.tenant_id, data=data)
    return user


def _opened(word: str) -> tuple[Any, str]:
    """The user behind a word and its only-once part; live people have no such door."""
    if not settings.SANDBOX_ENABLED:
        raise LinkDead
    try:
        pk, nonce = signing.loads(word, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature as wrong:
        raise LinkDead from wrong
    users = table("User").objects.filter(pk=pk, is_active=True, kind="CITIZEN")
    user = users.filter(tenant__kind="SANDBOX").select_related("person", "tenant").first()
    if user is None:
        raise LinkDead
    return user, nonce

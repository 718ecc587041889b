"""The families behind the review console: register, logins and vouchers, all at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from vouchers.data.channels import SELF
from yibao.kernel import clock
from yibao.kernel.ids import new_ref

from ..demo.crowd import CrowdPerson, Story
from ..demo.people import DEYANG, NORMAL, RESIDENT
from .tables import table

#: Shapes whose member is not in the register.
UNKNOWN = ("NEWBORN", "OTHER_DOCUMENT")


@dataclass(frozen=True, slots=True)
class Family:
    """A story with its rows; ``member`` is None where the register does not know them."""

    story: Story
    holder: Any
    user: Any
    member: Any


def is_there(owner: Any, one: CrowdPerson) -> bool:
    """Whether this person of the crowd is in the register."""
    return table("Person").objects.filter(tenant=owner, psn_no=one.psn_no).exists()


def families(owner: Any, stories: list[Story]) -> list[Family]:
    """Everybody of the stories, new in the register."""
    today = clock.today(owner)
    found = [_family(owner, one, today) for one in stories]
    known = [one for one in found if one.member is not None]
    persons = [one.holder for one in found] + [one.member for one in known]
    table("Person").objects.bulk_create(persons)
    told = [(one.holder, one.story.holder) for one in found]
    told += [(one.member, one.story.member) for one in known]
    table("Enrolment").objects.bulk_create([_enrolment(*pair, today) for pair in told])
    table("User").objects.bulk_create([one.user for one in found])
    _vouchers(owner, [(one.holder, one.user) for one in found], "SELF")
    return found


def _family(owner: Any, story: Story, today: date) -> Family:
    holder = _row(owner, story.holder, today)
    user = table("User")(tenant=owner, kind="CITIZEN", username=new_ref("c"), person=holder)
    user.set_phone(story.holder.phone)
    user.set_unusable_password()
    is_known = story.shape.branch not in UNKNOWN
    return Family(story, holder, user, _row(owner, story.member, today) if is_known else None)


def _row(owner: Any, one: CrowdPerson, today: date) -> Any:
    row = table("Person")(tenant=owner, psn_no=one.psn_no)
    row.set_identity(name=one.name, certno=one.certno(today))
    return row


def _enrolment(row: Any, one: CrowdPerson, today: date) -> Any:
    return table("Enrolment")(
        person=row,
        insutype=RESIDENT,
        psn_type=one.psn_type,
        insuplc_admdvs=DEYANG,
        district_admdvs=one.district,
        psn_insu_stas=NORMAL,
        valid_from=max(row.birth_date, date(today.year - 1, 1, 1)),
    )


def _vouchers(owner: Any, pairs: list[tuple[Any, Any]], way: str) -> None:
    """An active voucher for each person, open on our own pages for this user."""
    now = clock.now(owner)
    rows = [
        table("Voucher")(person=person, state="ACTIVE", activated_at=now, activation_way=way)
        for person, _ in pairs
    ]
    table("Voucher").objects.bulk_create(rows)
    here = table("Channel").objects.get(pk=SELF)
    slots = [
        table("ChannelSlot")(
            voucher=row, channel=here, holder=user, is_own=way == "SELF", joined_at=now,
            joined_month=f"{clock.local(now):%Y%m}",
        )
        for row, (_, user) in zip(rows, pairs, strict=True)
    ]  # fmt: skip
    table("ChannelSlot").objects.bulk_create(slots)


def bound(owner: Any, pairs: list[tuple[Any, Any]]) -> None:
    """Members of bindings get a voucher by it, shown by the holder (settled 3)."""
    _vouchers(owner, pairs, "BINDING")

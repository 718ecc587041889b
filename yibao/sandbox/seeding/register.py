"""The register: people, enrolments, logins, personal accounts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from settlement.services import ledger
from yibao.kernel import clock, money

from ..demo.neighbours import PEOPLE
from ..demo.people import NORMAL, DemoPerson
from .tables import table

#: How the postings of the seed's deposits begin.
DEPOSIT = "demo:deposit:"


def people(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> int:
    """Everybody in the register, with login where the story has one."""
    today = clock.today(owner)
    for one in who:
        person = table("Person").objects.filter(tenant=owner, psn_no=one.psn_no).first()
        person = person or _new_person(owner, one, today)
        if one.has_account:
            _login(owner, one, person)
    return len(who)


def row_of(owner: Any, one: DemoPerson) -> Any:
    """The stored person."""
    return table("Person").objects.get(tenant=owner, psn_no=one.psn_no)


def balances(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> int:
    """Personal accounts of those who have one, credited through the books."""
    done = 0
    for one in who:
        if one.balance_yuan is None or not one.is_insured:
            continue
        done += 1
        business = f"{DEPOSIT}{owner.code}:{one.key}"
        person = row_of(owner, one)
        amount = money.to_fen(money.parse_yuan(one.balance_yuan))
        if amount == 0:
            ledger.personal_account(by=None, person=person)
        elif not table("Posting").objects.filter(business=business).exists():
            ledger.deposit(by=None, person=person, amount_fen=amount, business=business)
    return done


def _new_person(owner: Any, one: DemoPerson, today: date) -> Any:
    """A person in good standing; what went wrong later follows at the end of the seed."""
    person = table("Person")(tenant=owner, psn_no=one.psn_no)
    card = one.card_no if one.is_insured else None
    person.set_identity(name=one.name, certno=one.certno(today), card_no=card)
    person.save()
    if one.is_insured:
        table("Enrolment").objects.create(
            person=person,
            insutype=one.insurance,
            psn_type=one.psn_type,
            insuplc_admdvs=one.place,
            district_admdvs=one.district,
            psn_insu_stas=NORMAL,
            tags=list(one.tags),
            valid_from=max(person.birth_date, date(today.year - 2, 1, 1)),
        )
    return person


def _login(owner: Any, one: DemoPerson, person: Any) -> None:
    users = table("User").objects
    if not users.filter(person=person).exists():
        users.create_citizen(tenant=owner, phone=one.phone, person=person)

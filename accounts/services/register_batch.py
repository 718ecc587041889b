"""Writing one batch of register rows: people by ID number, relations by insurance and place.

Everything is read in four statements and written in at most six, whatever the size of the batch;
rows that change nothing are not written, so that importing a file twice changes nothing.
"""

from collections.abc import Sequence
from typing import Any

from accounts.data import ImportProgress, RegisterRow, RowProblem
from accounts.events import insurance_changed
from accounts.models import Enrolment, Person
from accounts.rules import register
from accounts.services import deaths
from yibao.kernel import crypto

_PERSON_FIELDS = ["psn_no", "name", "name_index", "card_no", "card_index"]
_ENROLMENT_FIELDS = [
    "psn_type",
    "district_admdvs",
    "psn_insu_stas",
    "tags",
    "valid_from",
    "valid_to",
]


def write(tenant: Any, rows: Sequence[RegisterRow], progress: ImportProgress) -> list[RowProblem]:
    """Write the rows that fit; answer the problems of the others. Needs a transaction."""
    people = _People(tenant, rows)
    problems = [problem for row in rows if (problem := people.take(row)) is not None]
    refused = {problem.number for problem in problems}
    taken = [row for row in rows if row.number not in refused]
    people.save(progress)
    _write_enrolments(people, [row for row in taken if row.insutype], progress)
    _record_deaths(people, taken)
    return problems


class _People:
    """The people of a batch, old and new, by the keyed hash of their ID number."""

    def __init__(self, tenant: Any, rows: Sequence[RegisterRow]) -> None:
        self.tenant = tenant
        self.index = {row.certno: crypto.blind_index(row.certno, "certno") for row in rows}
        cards = [crypto.blind_index(row.card_no, "card") for row in rows if row.card_no]
        known = Person.objects.filter(tenant=tenant)
        self.by_index = {
            person.certno_index: person
            for person in known.filter(certno_index__in=self.index.values())
        }
        self.numbers = dict(
            known.filter(psn_no__in=[row.psn_no for row in rows]).values_list(
                "psn_no", "certno_index"
            )
        )
        self.cards = dict(
            known.filter(card_index__in=cards).values_list("card_index", "certno_index")
        )
        self.created: dict[str, Person] = {}
        self.changed: dict[str, Person] = {}

    def of(self, row: RegisterRow) -> Person:
        """The person of a taken row."""
        return self.by_index[self.index[row.certno]]

    def take(self, row: RegisterRow) -> RowProblem | None:
        """Put the row's facts on its person, or say why not."""
        index = self.index[row.certno]
        card = crypto.blind_index(row.card_no, "card") if row.card_no else ""
        if self.numbers.get(row.psn_no, index) != index:
            return _problem(row, "psn_no", "这个人员编号已属于另一个身份证号。")
        if card and self.cards.get(card, index) != index:
            return _problem(row, "card_no", "这张社保卡已属于另一个人。")
        self.numbers[row.psn_no] = index
        if card:
            self.cards[card] = index
        self._put(row, index)
        return None

    def _put(self, row: RegisterRow, index: str) -> None:
        person = self.by_index.get(index)
        if person is None:
            person = Person(tenant=self.tenant, psn_no=row.psn_no)
            person.set_identity(name=row.name, certno=row.certno, card_no=row.card_no or None)
            self.by_index[index] = self.created[index] = person
            return
        is_same = person.psn_no == row.psn_no and person.name == row.name
        if is_same and (not row.card_no or person.card_no == row.card_no):
            return
        person.psn_no = row.psn_no
        person.set_identity(name=row.name, certno=row.certno, card_no=row.card_no or None)
        if index not in self.created:
            self.changed[index] = person

    def save(self, progress: ImportProgress) -> None:
        """Insert the new ones and rewrite the changed ones."""
        Person.objects.bulk_create(self.created.values())
        if self.changed:
            # Sealed fields are sealed on insert only, hence the upsert by primary key.
            Person.objects.bulk_create(
                self.changed.values(),
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=_PERSON_FIELDS,
            )
        progress.people_created += len(self.created)
        progress.people_changed += len(self.changed)


def _problem(row: RegisterRow, column: str, message: str) -> RowProblem:
    return RowProblem(row.number, column, register.shown(column, getattr(row, column)), message)


def _write_enrolments(
    people: _People, rows: Sequence[RegisterRow], progress: ImportProgress
) -> None:
    owners = {people.of(row).pk for row in rows}
    known = {
        (enrolment.person_id, enrolment.insutype, enrolment.insuplc_admdvs): enrolment
        for enrolment in Enrolment.objects.filter(person__in=owners).order_by("valid_from")
    }
    created: dict[Any, Enrolment] = {}
    changed: dict[Any, Enrolment] = {}
    for row in rows:
        key = (people.of(row).pk, row.insutype, row.insuplc_admdvs)
        enrolment = known.get(key)
        if enrolment is None:
            known[key] = created[key] = _new(row, key)
        elif _update(enrolment, row) and key not in created:
            changed[key] = enrolment
    Enrolment.objects.bulk_create(created.values())
    Enrolment.objects.bulk_update(changed.values(), _ENROLMENT_FIELDS)
    progress.enrolments_created += len(created)
    progress.enrolments_changed += len(changed)
    switched = _settle_current(owners)
    _tell_of_changes(people, {key[0] for key in changed} | switched)


def _record_deaths(people: _People, rows: Sequence[RegisterRow]) -> None:
    """Deaths that are new; there are few, and each ends what lives from the person (P39)."""
    for row in rows:
        person = people.of(row)
        if row.deceased_on is not None and person.deceased_on is None:
            deaths.record_death(by=None, person=person, on=row.deceased_on)
            person.deceased_on = row.deceased_on


def _facts(row: RegisterRow) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in _ENROLMENT_FIELDS}
    return {**facts, "tags": list(row.tags)}


def _new(row: RegisterRow, key: tuple[Any, str, str]) -> Enrolment:
    person_id, insutype, place = key
    return Enrolment(
        person_id=person_id,
        insutype=insutype,
        insuplc_admdvs=place,
        is_current=False,
        **_facts(row),
    )


def _update(enrolment: Enrolment, row: RegisterRow) -> bool:
    facts = _facts(row)
    if all(getattr(enrolment, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(enrolment, name, value)
    return True


def _tell_of_changes(people: _People, changed: set[Any]) -> None:
    """Those whom the register knew before may hold what rested on the old relation (P118)."""
    known = [
        person
        for index, person in people.by_index.items()
        if index not in people.created and person.pk in changed
    ]
    if known:
        insurance_changed.send(sender=Person, persons=known, by=None)


def _settle_current(owners: set[Any]) -> set[Any]:
    """One current relation a person (P5), switched off before another is switched on; answers whose
    it changed."""
    held: dict[Any, list[Enrolment]] = {}
    for enrolment in Enrolment.objects.filter(person__in=owners):
        held.setdefault(enrolment.person_id, []).append(enrolment)
    off, on = [], []
    for relations in held.values():
        chosen = register.choose_current(
            [(str(one.pk), one.psn_insu_stas, one.valid_from, one.is_current) for one in relations]
        )
        off += [one.pk for one in relations if one.is_current and str(one.pk) != chosen]
        on += [one.pk for one in relations if not one.is_current and str(one.pk) == chosen]
    Enrolment.objects.filter(pk__in=off).update(is_current=False)
    Enrolment.objects.filter(pk__in=on).update(is_current=True)
    moved = {*off, *on}
    return {owner for owner, rows in held.items() if any(one.pk in moved for one in rows)}

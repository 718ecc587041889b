"""A large made-up city for tests of scale: people and waiting cases with their requests, by COPY.

Every row is as an app would leave it, only poorer: no papers, no names on the requests, no steps.
The same seed makes the same city; another run adds to it.
"""

import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from family.selectors import policies
from yibao.cases import sla
from yibao.kernel import calendar, clock, idcard

from ..demo.crowd import SHAPES
from .tables import table

PIECE = 20_000
A_HOLDER = 5
_AREA = "510600"
_DAYS = 10
# Older than anybody else in the demo city; each seed begins with another birthday.
_BORN, _BIRTHDAYS = date(1922, 1, 1), 6000
_REGIONS = ("510603", "510604", "510623", "510671", "510681", "510682", "510683", "510699")
_TYPES = {
    "family.request": 80,
    "vouchers.not_me": 12,
    "accounts.correction": 8,
}
Say = Callable[[str], None]


class Copy:
    """COPY of rows that differ from a sample in some columns."""

    def __init__(self, sample: Any) -> None:
        fields = sample._meta.concrete_fields
        self.columns = {field.attname: place for place, field in enumerate(fields)}
        self.base = values_of(sample)
        names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        self.sql = f"COPY {connection.ops.quote_name(sample._meta.db_table)} ({names}) FROM STDIN"

    def whole(self, rows: Iterable[Any]) -> None:
        """Send rows that share nothing with the sample."""
        with connection.cursor() as cursor, cursor.copy(self.sql) as copy:
            for row in rows:
                copy.write_row(values_of(row))

    def write(self, rows: Iterable[dict[str, Any]]) -> None:
        """Send the rows; values are as the column stores them."""
        with connection.cursor() as cursor, cursor.copy(self.sql) as copy:
            for row in rows:
                values = self.base.copy()
                for name, value in row.items():
                    values[self.columns[name]] = value
                copy.write_row(values)


def values_of(row: Any) -> list[Any]:
    """What each column of a row stores; sealed columns are sealed for this row."""
    return [
        field.get_db_prep_save(field.pre_save(row, True), connection)
        for field in row._meta.concrete_fields
    ]


def city(owner: Any, *, people: int, reviews: int, seed: int, say: Say) -> None:
    """Add so many people and open cases to a sandbox tenant; holders of the requests are added."""
    chance = random.Random(seed)
    holders: list[uuid.UUID] = []
    wanted = max(people, reviews // A_HOLDER + 1 if reviews else 0)
    for size in _pieces(wanted):
        with transaction.atomic():
            _take_time()
            holders += _people(owner, chance, seed, len(holders), size)
        say(f"  人员 {len(holders)}/{wanted}")
    done = 0
    for size in _pieces(reviews):
        with transaction.atomic():
            _take_time()
            _cases(owner, chance, holders, done, size)
        done += size
        say(f"  事项 {done}/{reviews}")
    with connection.cursor() as cursor:
        for name in ("Person", "Place", "Case", "BindingRequest"):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table(name)._meta.db_table)}")


def _take_time() -> None:
    """A piece of twenty thousand rows may take longer than any page is given."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")


def _pieces(total: int) -> Iterator[int]:
    while total > 0:
        yield min(total, PIECE)
        total -= PIECE


def _id(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _people(owner: Any, chance: random.Random, seed: int, first: int, size: int) -> list[uuid.UUID]:
    """Old people of the never-issued area, all of one name."""
    made = []
    for number in range(first, first + size):
        row = table("Person")(id=_id(chance), tenant=owner, psn_no=f"51000{seed:06d}{number:09d}")
        born = _BORN + timedelta(days=(seed * 1009 + number // 999) % _BIRTHDAYS)
        row.set_identity(name="城里人", certno=idcard.make_certno(_AREA, born, number % 999 + 1))
        made.append(row)
    Copy(made[0]).whole(made)
    return [row.pk for row in made]


def _cases(
    owner: Any, chance: random.Random, holders: list[uuid.UUID], first: int, size: int
) -> None:
    now, days = clock.now(owner), calendar.overrides()
    due: dict[date, datetime] = {}
    kinds = chance.choices(list(_TYPES), list(_TYPES.values()), k=size)
    cases, places, requests = [], [], []
    for place, kind in enumerate(kinds, first):
        opened = now - timedelta(seconds=chance.randrange(_DAYS * 86400))
        day = clock.local(opened).date()
        if day not in due:
            due[day] = sla.promise(opened, 2, (), days)
        case = _case(chance, kind, opened, due[day])
        if kind == "family.request":
            request = _request(chance, holders[place // A_HOLDER], place, case)
            case["subject"] = f"family.bindingrequest:{request['id']}"
            places.append(_place(chance, request, place))
            requests.append(request | {"place_id": places[-1]["id"]})
        cases.append(case)
    _write(owner, now, cases, places, requests)


def _case(chance: random.Random, kind: str, opened: datetime, due_at: datetime) -> dict[str, Any]:
    return {
        "id": _id(chance),
        "ref": f"A{chance.getrandbits(90):023x}",
        "case_type": kind,
        "region_code": chance.choice(_REGIONS),
        "subject": f"S{chance.getrandbits(60):x}",
        "opened_at": opened,
        "due_at": due_at,
        "is_risky": chance.random() < 0.04,
        "priority": chance.choices((0, 1, 2), (96, 3, 1))[0],
        "rejects_by_two": kind == "family.request",
    }


def _request(
    chance: random.Random, holder: uuid.UUID, place: int, case: dict[str, Any]
) -> dict[str, Any]:
    shape = SHAPES["child" if place % 3 else "parent"]
    return {
        "id": _id(chance),
        "ref": f"Q{chance.getrandbits(90):023x}",
        "number": f"QH{clock.local(case['opened_at']):%Y%m%d}-{chance.getrandbits(44):x}",
        "holder_id": holder,
        "case_id": case["id"],
        "member_index": f"{chance.getrandbits(256):064x}",
        "relation": shape.relation,
        "branch": shape.branch,
        "proof_set": shape.proof_set,
        "region_code": case["region_code"],
        "place_code": case["region_code"],
        "is_risky": case["is_risky"],
        "created_at": case["opened_at"],
        "touched_at": case["opened_at"],
        "submitted_at": case["opened_at"],
    }


def _place(chance: random.Random, request: dict[str, Any], place: int) -> dict[str, Any]:
    return {
        "id": _id(chance),
        "holder_id": request["holder_id"],
        "number": place % A_HOLDER + 1,
        "member_index": request["member_index"],
        "taken_at": request["submitted_at"],
    }


def _write(owner: Any, now: datetime, cases: list, places: list, requests: list) -> None:
    case = table("Case")(tenant=owner, summary="一件事", opened_at=now, due_at=now)
    request = table("BindingRequest")(
        tenant=owner, number="-", state="IN_REVIEW", round=1, created_at=now, touched_at=now,
        policy=asdict(policies.DEFAULTS),
    )  # fmt: skip
    Copy(case).write(cases)
    if places:
        Copy(table("Place")(number=1, limit=A_HOLDER, taken_at=now)).write(places)
        Copy(request).write(requests)

"""Importing contributions (缴费记录): batch by batch, safe to repeat."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.errors import RegisterFileUnreadable
from accounts.gateways import register_files
from accounts.models import Contribution, Person
from accounts.rules import contribution_rows as rules
from accounts.rules.register import CellRefused
from yibao.audit import services as audit
from yibao.kernel import crypto, locks

_FACTS = [
    "payer_name", "base_fen", "employer_fen", "personal_fen", "subsidy_fen", "account_fen",
    "paid_on",
]  # fmt: skip
_KEY = ["person", "insutype", "period", "insuplc_admdvs"]


@dataclass(slots=True)
class Progress:
    """Counts of a running import."""

    rows_done: int = 0
    rows_failed: int = 0
    created: int = 0
    changed: int = 0


Report = Callable[[list[Any], Progress], None]


def run(
    *,
    by: object | None,
    tenant: Any,
    path: Path,
    dry_run: bool = False,
    batch: int = 1000,
    report: Report = lambda problems, progress: None,
) -> Progress:
    """Import a file of contributions; each batch is one transaction.

    A row that is there already and says the same is left alone, so a file may be run again.
    ``report`` hears the problems of each batch after its commit; a dry run rolls every batch back.
    Raises ``RegisterFileUnreadable``.
    """
    progress = Progress()
    for chunk in _chunks(path, batch):
        with transaction.atomic():
            locks.wait_at_most(60)
            locks.advisory(f"accounts.contributions:{tenant.pk}")
            problems = _take(tenant, chunk, progress)
            if dry_run:
                transaction.set_rollback(True)
        report(problems, progress)
    if not dry_run:
        _note(by, tenant, progress)
    return progress


def _chunks(path: Path, size: int) -> Iterator[list[tuple[int, dict[str, object]]]]:
    source = register_files.rows(path)
    header = next(source, None)
    if header is None:
        raise RegisterFileUnreadable(reason="文件是空的。")
    try:
        columns = rules.columns_of(header)
    except CellRefused as refused:
        raise RegisterFileUnreadable(reason=str(refused)) from refused
    # People count the header as row 1.
    numbered = enumerate(source, start=2)
    while chunk := list(islice(numbered, size)):
        yield [
            (number, {key: row[at] if at < len(row) else None for key, at in columns.items()})
            for number, row in chunk
        ]


def _take(tenant: Any, chunk: Sequence[Any], progress: Progress) -> list[Any]:
    rows, problems = [], []
    for number, cells in chunk:
        if not any(str(value or "").strip() for value in cells.values()):
            continue
        read = rules.read_row(number, cells)
        if isinstance(read, rules.ContributionRow):
            rows.append(read)
        else:
            problems += read
    problems += _write(tenant, rows, progress)
    progress.rows_done += len(chunk)
    progress.rows_failed += len({problem.number for problem in problems})
    return sorted(problems, key=lambda problem: problem.number)


def _write(tenant: Any, rows: Sequence[rules.ContributionRow], progress: Progress) -> list[Any]:
    """Write the rows whose person is known; of two rows for one period the later wins."""
    people = _people(tenant, rows)
    problems, wanted = [], {}
    for row in rows:
        person = people.get(row.psn_no) or people.get(row.certno)
        if person is None:
            column = "psn_no" if row.psn_no else "certno"
            told = rules.shown(column, getattr(row, column))
            problems.append(rules.RowProblem(row.number, column, told, "参保库里没有这个人。"))
            continue
        wanted[person, row.insutype, row.period, row.insuplc_admdvs] = row
    _save(wanted, progress)
    return problems


def _people(tenant: Any, rows: Sequence[rules.ContributionRow]) -> dict[str, Any]:
    """Ids of the people by both numbers, in two statements."""
    known = Person.objects.filter(tenant=tenant).order_by()
    by_number = dict(
        known.filter(psn_no__in={row.psn_no for row in rows if row.psn_no}).values_list(
            "psn_no", "pk"
        )
    )
    index = {crypto.blind_index(row.certno, "certno"): row.certno for row in rows if row.certno}
    by_certno = {
        index[hashed]: pk
        for hashed, pk in known.filter(certno_index__in=index).values_list("certno_index", "pk")
    }
    return {**by_number, **by_certno}


def _save(wanted: dict[Any, rules.ContributionRow], progress: Progress) -> None:
    people = {key[0] for key in wanted}
    periods = {key[2] for key in wanted}
    held = {
        (one.person_id, one.insutype, one.period, one.insuplc_admdvs): one
        for one in Contribution.objects.filter(person__in=people, period__in=periods)
    }
    changes = []
    for key, row in wanted.items():
        facts = {name: getattr(row, name) for name in _FACTS}
        known = held.get(key)
        if known and all(getattr(known, name) == value for name, value in facts.items()):
            continue
        progress.changed += known is not None
        progress.created += known is None
        person, insutype, period, place = key
        changes.append(
            Contribution(
                person_id=person, insutype=insutype, period=period, insuplc_admdvs=place, **facts
            )
        )
    Contribution.objects.bulk_create(
        changes, update_conflicts=True, unique_fields=_KEY, update_fields=_FACTS
    )


def _note(by: object | None, tenant: Any, done: Progress) -> None:
    with transaction.atomic():
        audit.record(
            "accounts.contributions.imported",
            by=by,
            tenant_id=tenant.pk,
            data={
                "rows": done.rows_done,
                "failed": done.rows_failed,
                "created": done.created,
                "changed": done.changed,
            },
        )
